# SPDX-License-Identifier: GPL-2.0-only
# A disk grows while its child uses it, and shrinks again [BLK-7]: the child is told, with the usual uevent, writes to
# the new end, and finds the end where it is. Does not prove: what a file system makes of it.
# boot: devices
# order: 21

truncate -s 8M /tmp/image
script /tmp/s <<'S'
size() { cat /sys/block/lcd0/size; }
poll() { n=0; until [ "$(size)" = $1 ] || [ $n = 100 ]; do usleep 50000; n=$((n + 1)); done; }
end() { printf end | dd of=/dev/lcd0 bs=512 seek=$1 conv=notrunc,fsync 2>/dev/null && echo "written at $1"; }
events() { grep -c lcd0 /tmp/events; }
uevent sh -c '[ "$RESIZE" = 1 ] && echo "$DEVNAME" >>/tmp/events' &
echo "first $(size)"
end 16383
end 16384
echo grow >/dev/hvc0
poll 24576
echo "then $(size)"
end 24575
echo shrink >/dev/hvc0
poll 16384
echo "last $(size)"
end 16384
end 16383
usleep 200000
echo "events $(events)"
S
# resize WORD SIZE: once the child has said the word.
resize() {
	child_says resize "$1"
	truncate -s "$2" /tmp/image
	kill -HUP "$VMM"
}
child_start resize /tmp/s --disk /tmp/image
resize grow 12M
resize shrink 8M
child_wait resize
same "exit status" $? 0
same "what the child saw" "$(child_out resize | grep -v -x -e grow -e shrink)" "first 16384
written at 16383
then 24576
written at 24575
last 16384
written at 16383
events 2"
check "lucid-vmm tells" grep -q "blk 0: 24576 sectors, were 16384" "$OUT/resize.log"
check "every page is back" clean_parent
