# SPDX-License-Identifier: GPL-2.0-only
# A parent that breaks the device protocol on purpose (tests/scripted), case by case: the drivers of disk, card and
# system device say so, close, keep the kernel alive, and work again with the next good offer; nothing is lost in the child.
# Does not prove: that no other misdeed gets through (the ring is fuzzed for that, tests/fuzz), nor that leaks of less
# than one object for two connections do not happen.
# boot: devices
# disk: files
# seconds: 300
# order: 64

net_up /job/serve
script /tmp/s <<'S'
dmesg -n 1
dmesg -c >/dev/null
echo 1 >/sys/module/lucid/parameters/patience
CARD=/sys/class/net/eth0/statistics
mkdir /tmp/counts
# poll COMMAND...: until it succeeds, for ten seconds.
now() { read -r seconds rest </proc/uptime; echo ${seconds%.*}; }
poll() {
	end=$(($(now) + 10))
	until "$@"; do
		[ $(now) -lt $end ] || return 1
		usleep 10000
	done
}
# What the kernel said in this case; the parent empties it.
listen() { log="$log$(dmesg -c)
"; }
heard() { listen; case $log in *"$1"*) ;; *) return 1 ;; esac; }
said() { poll heard "$1"; }
well() { listen; echo "$log"; ! heard WARNING: && ! heard BUG: && ! heard Oops && ! heard 'Call Trace' && ! heard 'blocked for more'; }
sum() { dd if=/dev/lcd0 bs=16k count=1 iflag=direct 2>/dev/null | md5sum; }
read_one() { dd if=/dev/lcd0 of=/dev/null bs=4k count=1 skip=$((block = (block + 1) % 1000)) iflag=direct 2>/dev/null; }
read_many() { for q in 1 2 3 4 5 6 7 8; do read_one & done; read_one; q=$?; wait; return $q; }
disk_works() { poll [ -b /dev/lcd0 ] && [ "$(sum)" = "$SUM" ]; }
answers() { ping -c 1 -W 1 -s ${1:-56} 10.77.0.1 >/dev/null 2>&1; }
up() {
	poll [ -e $CARD ] || return 1
	ip addr add 10.77.0.2/24 dev eth0 2>/dev/null
	ip link set eth0 up
}
send_one() { up; answers $1 & }
send_many() { for q in 1 2 3 4 5 6; do send_one 1400; done; }
net_works() { up && poll answers && cp $CARD/* /tmp/counts; }
random_one() { [ "$(dd if=/dev/hwrng bs=512 count=1 iflag=fullblock 2>/dev/null | wc -c)" = 512 ]; }
random_works() { poll grep -q lucid /sys/class/misc/hw_random/rng_current && poll random_one; }
# count_reboots: the kernel asks for a reboot, and nothing but a count comes of it; reboots N: has it come to N?
count_reboots() {
	rm /sbin/reboot
	printf '#!/bin/sh\necho >>/tmp/reboots\n' >/sbin/reboot
	chmod +x /sbin/reboot
}
reboots() { [ $(wc -l </tmp/reboots) = $1 ]; }
# counted NAME: the card's statistics have one more than when it worked last.
more() { [ $(cat $CARD/$1) = $(($(cat /tmp/counts/$1) + 1)) ]; }
counted() { poll more $1; }
# census: a line "NAME COUNT SLACK" for everything the kernel has, after what it only keeps just in case has gone:
# caches, and with the loading of a module mappings that are not used any more. A processor keeps a slab of each
# kind and some pages for itself, so that much is slack.
census() {
	sleep 1	# files that were closed go a while later
	rmmod lucid_ptp && insmod /lib/modules/lucid_ptp.ko
	for pass in 1 2; do echo 3 >/proc/sys/vm/drop_caches; done
	for s in /sys/kernel/slab/*/shrink; do echo 1 >"$s"; done 2>/dev/null
	# That loop has opened and closed a file for each of them.
	sleep 1
	echo 1 2>/dev/null >/sys/kernel/slab/filp/shrink
	sed -n 's/^nr_free_pages \(.*\)/taken -\1 512/p' /proc/vmstat
	echo "ports $(grep -c lucid-port /proc/interrupts) 0"
	sed 1,2d /proc/slabinfo | while read -r name active all size per rest; do
		case $name in
		dentry | *inode* | radix_tree_node) ;;	# of files, which nobody of ours has
		*) echo "$name $active $((per + 10))" ;;
		esac
	done
}
grown() { awk 'NR == FNR { was[$1] = $2; next } $2 > was[$1] + $3 { print $0 ", was " was[$1]; bad = 1 } END { exit bad }' "$@"; }
poll [ -b /dev/lcd0 ]
SUM=$(sum)
exec 4</dev/hvc0
echo "@@end 0"
while read -r line <&4; do
	eval "$line"
	echo "@@end $?"
done
S
cp /job/scripted/lucid-scripted /tmp/lucid-scripted && chmod +x /tmp/lucid-scripted
child_initrd drivers /tmp/s
/tmp/lucid-scripted --kernel "$KERNEL" --initrd /tmp/child.drivers/initrd --cmdline "$CHILD_ARGS" --mem 128 --disk "$DISK" \
	--tap tap0 --com1 "$OUT/drivers.com1" --log "$OUT/drivers.log" >/tmp/cases 2>"$OUT/drivers.vmm"
status=$?
grep -v -e '^ok ' -e '^not ok ' /tmp/cases
results /tmp/cases
same "exit status" $status 0
check "every page is back" clean_parent
