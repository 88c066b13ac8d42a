# SPDX-License-Identifier: GPL-2.0-only
# A child gives memory back that it does not need, and has it again by touching it [SYS-5]: the parent's count of pages
# falls when the child's are free, rises when they are used, and what was written is there. It does without as much as
# --balloon says [SYS-6], until its driver goes. Does not prove: that a parent without memory says so.
# boot: devices
# order: 27

script /tmp/s <<'S'
total() { sed -n 's/^MemTotal: *\([0-9]*\) .*/\1/p' /proc/meminfo; }
exec 4</dev/hvc0
wait_for() { read -r line <&4; }
echo free >/dev/hvc0
wait_for
echo "total $(total)"
mount -t tmpfs -o size=64m none /mnt
yes lucid | dd of=/mnt/file bs=64k count=512 iflag=fullblock 2>/dev/null
echo used >/dev/hvc0
wait_for
md5sum </mnt/file
rm /mnt/file
echo again >/dev/hvc0
wait_for
rmmod lucid_system
echo "total $(total)"
S
given() { set -- $(lucid-info); echo "$1"; }
# below PAGES: waits until so few are given; says how many are.
below() { n=0; while [ "$(given)" -gt "$1" ] && [ $n -lt 60 ]; do usleep 100000; n=$((n + 1)); done; given; }
go() { echo >&9; }

mkfifo /tmp/keys
child_start balloon /tmp/s --mem 256 --balloon 64 --console-in /tmp/keys
exec 9>/tmp/keys
check "the child came up" child_says balloon free
free=$(below 25000)
go
child_says balloon used
used=$(given)
go
child_says balloon again
again=$(below $((used - 2000)))
go
child_wait balloon
same "exit status" $? 0
exec 9>&-
note "pages given when they are free $free, in use $used, free again $again"
check "[SYS-5] free pages came back to the parent" [ "$free" -lt 25000 ]
# Of the file's 8,192 pages some were in small pieces that had not been given back, and will not be.
check "[SYS-5] most of a file of 32 MiB is memory that the child had given back" [ "$used" -ge $((free + 4000)) ]
check "[SYS-5] and much of that comes back once more" [ "$again" -le $((used - 2000)) ]
set -- $(child_out balloon | grep -e total -e '-$')
same "[SYS-5] what was written" "$3 $4" "$(yes lucid | dd bs=64k count=512 iflag=fullblock 2>/dev/null | md5sum)"
check "[SYS-6] the balloon was no memory of the child: $2 KiB, then $6" [ $(($6 - $2)) -ge 60000 ]
check "every page is back" clean_parent
