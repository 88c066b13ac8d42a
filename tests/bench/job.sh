# SPDX-License-Identifier: GPL-2.0-only
# The parent's half of make bench: one private and one open child do the same work on a RAM disk and with a
# server here; each prints lines "NAME TICKS EXITS" with the help of the parent's count of exits. Their kernels
# test their cryptography, as the rival's did; another child of each kind starts without that.

# started CHILD MEMORY ROW: the child's TSC, which begins with its partition, when its init ran.
started() {
	cat "$OUT/$1.console" "$OUT/$1.com1" | tr -d '\r' |
		sed -n "s/^@@lucid init \([0-9]*\)\$/$2 $3 \1 -/p" | head -n 1
}

echo true >/tmp/nothing
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
	started $memory $memory start
	child_out $memory | sed "s/^/$memory /"
	all=$CHILD_ARGS
	CHILD_ARGS="$all cryptomgr.notests=1"
	child_run $memory-quick /tmp/nothing --mem 256 --memory $memory
	started $memory-quick $memory start-quick
	CHILD_ARGS=$all
done
kill $server
