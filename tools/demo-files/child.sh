# SPDX-License-Identifier: GPL-2.0-only
# What the demo runs in the child: real work on each device, said in words; lines "fig NAME VALUE" are for the
# table that tools/demo makes. Exit counts come from the parent, by HTTP.
failed=0
exits() { wget -q -O - http://10.77.0.1/cgi-bin/exits || echo 0; }
good() { echo "  ok: $*"; }
bad() { echo "  FAILED: $*"; failed=$((failed + 1)); }
expect() { if [ "$2" = "$3" ]; then good "$1: $2"; else bad "$1: $2 instead of $3"; fi; }
# What asking for the count costs by itself.
a=$(exits) b=$(exits)
overhead=$((b - a))

echo "== modules in the child"
lsmod | grep '^lucid'

echo "== disk: an ext4 image of $(cat /sys/block/lcd0/size) sectors on /dev/lcd0"
mount -t ext4 /dev/lcd0 /mnt
cd /mnt
n=$(wc -l <SHA256SUMS)
expect "files whose SHA-256 is right" "$(sha256sum -c SHA256SUMS 2>/dev/null | grep -c ': OK$')" "$n"
dd if=/dev/urandom of=written bs=1M count=16 2>/dev/null
sync
echo "written $(sha256sum written | cut -d ' ' -f 1)"
cd /
umount /mnt && good "16 MiB of random data written, synced, unmounted"
a=$(exits)
ticks=$(diskbench /dev/lcd1 read 4096 1 1000)
b=$(exits)
echo "fig read_ticks $ticks"
echo "fig read_exits_1000 $((b - a - overhead))"

echo "== network: 10.77.0.2 and the parent, 10.77.0.1"
expect "replies to 3 pings" "$(ping -c 3 -W 5 10.77.0.1 | sed -n 's/.* \([0-9]*\) packets received.*/\1/p')" 3
wget -q -O /tmp/data http://10.77.0.1/data
expect "SHA-256 of 8 MiB by HTTP" "$(sha256sum /tmp/data | cut -d ' ' -f 1)" "$(wget -q -O - http://10.77.0.1/data.sum)"
rm -f /tmp/data
a=$(exits) begin=$(tsc)
wget -q -O /dev/null http://10.77.0.1/data
end=$(tsc) b=$(exits)
echo "fig net_ticks $(((end - begin) / 8))"
echo "fig net_exits_8 $((b - a - overhead))"

echo "== clock"
expect "clock source" "$(cat /sys/devices/system/clocksource/clocksource0/current_clocksource)" lucid
here=$(date +%s)
there=$(wget -q -O - http://10.77.0.1/cgi-bin/date)
if [ $((there - here)) -ge -1 ] && [ $((there - here)) -le 1 ]; then
	good "the date here is $here, there $there"
else
	bad "the date here is $here, there $there"
fi
a=$(exits)
ticks=$(clockread 100000)
b=$(exits)
n=$((b - a - overhead))
# The timer and the process that counts make a few exits; the calls would make 100,000.
if [ $n -lt 200 ]; then
	good "100,000 calls of clock_gettime: no exit by them (${n#-} around them), $ticks instructions each"
else
	bad "100,000 calls of clock_gettime: $n exits"
fi
echo "fig clock_ticks $ticks"

echo "== our interrupts"
sed -n '1p;/[Ll]ucid\|lcd/p' /proc/interrupts
[ $failed = 0 ]
