# SPDX-License-Identifier: GPL-2.0-only
# The hypervisor's image can be neither read nor written by the parent, whose process gets a signal, and the
# parent goes on [MEM-7]; its log can be read, not written [HC-HV-LOG-1], and only grows [HC-HV-LOG-2].
# Does not prove: that a device's DMA is kept out.
# boot: two
# order: 6

note "the image is at $HV_BASE"
peek "$HV_BASE" >/tmp/out 2>&1
same "reading and writing it" "$(cat /tmp/out)" "signal 11
signal 11"
same "the parent goes on" "$(echo on)" on
log=$(head -c 4000 /dev/lucid | sed -n 's/.*log at \(0x[0-9a-f]*\).*/\1/p')
note "the log is at $log"
check "[HC-HV-LOG-2] on a page of its own" [ "$((log % 4096))" = 0 ]
peek "$log" >/tmp/before 2>&1
peek "$log" >/tmp/after 2>&1
check "[HC-HV-LOG-1] the log can be read" grep -q '^read [0-9a-f]' /tmp/before
same "[HC-HV-LOG-1] and not written" "$(sed -n 2p /tmp/before)" "signal 11"
before=$(sed -n 's/^read //p' /tmp/before) after=$(sed -n 's/^read //p' /tmp/after)
check "[HC-HV-LOG-2] its count does not go back" [ "$((0x$before))" -le "$((0x$after))" ]
grep -i reserved /proc/iomem | sed 's/^/# /'
