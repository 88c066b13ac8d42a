# SPDX-License-Identifier: GPL-2.0-only
# The hypervisor's image can be neither read nor written by the parent, whose process gets a signal, and the
# parent goes on. Does not prove: that a device's DMA is kept out.
# boot: two
# order: 6

note "the image is at $HV_BASE"
peek "$HV_BASE" >/tmp/out 2>&1
same "reading and writing it" "$(cat /tmp/out)" "signal 11
signal 11"
same "the parent goes on" "$(echo on)" on
grep -i reserved /proc/iomem | sed 's/^/# /'
