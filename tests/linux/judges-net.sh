# SPDX-License-Identifier: GPL-2.0-only
# Programs that nobody here wrote judge the card of a child, in short: iperf3 and nuttcp both ways, and transfers with
# sums in every combination of offloads. tests/judge has the long forms. Does not prove: what a real load of hours finds.
# boot: devices
# disk: judges
# seconds: 400
# order: 26

. /job/lib/judges.sh
in_root "$DISK"
net_up
chroot /mnt /bin/iperf3 -s -D
chroot /mnt /bin/nuttcp -S
mkdir /tmp/serve
head -c 262144 /dev/urandom >/tmp/serve/data
# A test before this one may have left a server at the usual port.
httpd -p 10.77.0.1:81 -h /tmp/serve
# What the child sends, sum by sum. Without anything to wait for, nc would leave early.
mkfifo /tmp/never
exec 5<>/tmp/never
while :; do nc -l -p 9 <&5 | sha256sum; done >/tmp/came 2>/dev/null &
{ cat /job/lib/judges.sh; cat <<'S'; } >/tmp/s
in_root /dev/lcd0
judge "iperf3, out" iperf3 -c 10.77.0.1 -n 4M
judge "iperf3, in" iperf3 -c 10.77.0.1 -n 4M -R
judge "nuttcp, out" nuttcp -t -n4m 10.77.0.1
judge "nuttcp, in" nuttcp -r -n4m 10.77.0.1
wget -q -O /tmp/data http://10.77.0.1:81/data
want=$(sha256sum </tmp/data)
# The one who takes it may be about to listen again.
send() { for try in 1 2 3 4 5; do nc 10.77.0.1 9 </tmp/data 2>/dev/null && return; usleep 100000; done; return 1; }
bad=0 n=0
for tx in on off; do for sg in on off; do for tso in on off; do for gso in on off; do for gro in on off; do
	chroot /mnt /bin/ethtool -K eth0 tx $tx sg $sg tso $tso gso $gso gro $gro >/tmp/said 2>&1 || bad=$((bad + 1))
	[ "$(wget -q -O - http://10.77.0.1:81/data | sha256sum)" = "$want" ] || bad=$((bad + 1))
	send || bad=$((bad + 1))
	n=$((n + 1))
done; done; done; done; done
expect "$n combinations of offloads" $bad 0
echo "# sum $want"
S
LUCID_NET=parent child_run judges-net /tmp/s --mem 192 --disk "$DISK,ro" --tap tap0
same "exit status" $? 0
child_out judges-net >/tmp/out
grep '^#' /tmp/out
results /tmp/out
sleep 1
want=$(sha256sum </tmp/serve/data)
same "what came to the child" "$(sed -n 's/^# sum //p' /tmp/out)" "$want"
same "what the child sent, and how often" "$(sort /tmp/came | uniq -c | sed 's/^ *//')" "32 $want"
killall iperf3 nuttcp
exec 5>&-
umount -l /mnt
check "every page is back" clean_parent
