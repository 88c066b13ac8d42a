# SPDX-License-Identifier: GPL-2.0-only
# The demo's job in the parent: a child with disk and network, and then what every instruction costs.
head -c 4000 /dev/lucid >"$OUT/hv.log"
say "parent: $(uname -sr), $(nproc) CPU, $(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) KiB"
say "parent: $(dmesg | sed -n 's/.*\(lucid_parent: .*\)/\1/p' | head -n 1)"
net_up /job/serve
say "parent: serving HTTP on 10.77.0.1, starting a child"
# What is measured on this disk should not be the machine's.
dd if=/dev/urandom of=/tmp/ram bs=1M count=16 2>/dev/null
child_start child /job/child/script --mem 256 --disk "$(partition disk0)" --disk /tmp/ram --tap tap0
echo "$VMM $OUT/child.stats" >/tmp/vmm
child_wait child
status=$?
say "child: script's status $status, lucid-vmm's $VMM_STATUS"
set -- $(lucid-info)
say "parent: pages still given to children: $1; partitions made $2, ended with all pages back $3"
echo "$1 $2 $3" >"$OUT/pages"
lucid-vmm --kernel /job/bench.elf --mem 32 --console-out "$OUT/cost" >"$OUT/cost.vmm" 2>&1
exit $status
