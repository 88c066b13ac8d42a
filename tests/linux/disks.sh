# SPDX-License-Identifier: GPL-2.0-only
# A small child with 64 disks: each has its own contents and its own serial number, what is written to one shows in
# its file and in no other, and memory is left; a 65th is refused by name. Does not prove: that all are fast at once.
# boot: devices
# seconds: 240
# order: 21

LAST=63
mkdir /tmp/many
for n in $(seq 0 $LAST); do
	{ echo "contents of $n"; dd if=/dev/zero bs=4k count=4; } 2>/dev/null | head -c 16384 >/tmp/many/$n
	set -- "$@" --disk /tmp/many/$n
	want="$want$n lucid-disk-$n contents of $n
"
done
script /tmp/s <<'S'
n=0
while [ -e /sys/block/lcd$n ]; do
	read -r serial </sys/block/lcd$n/serial
	read -r line </dev/lcd$n
	echo "$n $serial $line"
	n=$((n + 1))
done
for n in 0 30 31 62 63; do
	echo "written to $n" | dd of=/dev/lcd$n bs=512 seek=1 conv=notrunc,fsync 2>/dev/null || echo "$n: status $?"
done
sed -n 's/^MemAvailable: *\([0-9]*\) kB/free \1/p' /proc/meminfo
S
child_run disks /tmp/s --mem 128 "$@"
same "exit status" $? 0
same "what the child saw" "$(child_out disks | grep -v ^free)" "${want%?}"
free=$(child_out disks | sed -n 's/^free //p')
note "the child has $free KiB left"
check "the child has memory left" [ "${free:-0}" -gt 8192 ]
for n in $(seq 0 $LAST); do
	same=$(head -c 512 /tmp/many/$n | tr -d '\0')
	[ "$same" = "contents of $n" ] || note "$n begins with $same"
	dd if=/tmp/many/$n bs=512 skip=1 2>/dev/null | tr -d '\0'
done >/tmp/written
same "what is in the files" "$(cat /tmp/written)" "$(for n in 0 30 31 62 63; do echo "written to $n"; done)"
check "every page is back" clean_parent
lucid-vmm --kernel "$KERNEL" "$@" --disk /tmp/one-more >/tmp/refused 2>&1
same "one more: exit status" $? 2
same "one more" "$(cat /tmp/refused)" "lucid-vmm: --disk /tmp/one-more: more than 64 disks"
rm -r /tmp/many
