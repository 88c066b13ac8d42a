# SPDX-License-Identifier: GPL-2.0-only
# The parent's half of make bench: one private and one open child do the same work on a RAM disk and with a
# server here; each prints lines "NAME TICKS EXITS" with the help of the parent's count of exits.
insmod /job/brd.ko rd_nr=1 rd_size=65536
net_up /job/serve
netbench serve 7 >/dev/null 2>&1 &
server=$!
for memory in private open; do
	echo "@@ bench: $memory" >/dev/console
	dd if=/dev/urandom of=/dev/ram0 bs=1M count=64 2>/dev/null
	child_start $memory /job/child.sh --mem 256 --memory $memory --disk /dev/ram0 --tap tap0
	echo "$VMM $OUT/$memory.stats" >/tmp/vmm
	child_wait $memory
	echo "$memory status $?"
	# The child's TSC begins with its partition.
	cat "$OUT/$memory.console" "$OUT/$memory.com1" | tr -d '\r' |
		sed -n "s/^@@lucid init \([0-9]*\)\$/$memory start \1 -/p" | head -n 1
	child_out $memory | sed "s/^/$memory /"
done
kill $server
