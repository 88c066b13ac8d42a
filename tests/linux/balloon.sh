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
yes lucid | dd of=/mnt/1 bs=64k count=16 iflag=fullblock 2>/dev/null
cat /mnt/1 /mnt/1 /mnt/1 /mnt/1 >/mnt/4
cat /mnt/4 /mnt/4 /mnt/4 /mnt/4 /mnt/4 /mnt/4 >/mnt/24
echo used >/dev/hvc0
wait_for
echo "written $(tr -d 'lucid\n' </mnt/24 | wc -c) $(wc -c </mnt/24)"
rm /mnt/*
echo again >/dev/hvc0
wait_for
rmmod lucid_system
echo "total $(total)"
S
given() { set -- $(lucid-info); echo "$1"; }
# below PAGES: waits until so few are given; says how many are.
below() { n=0; while [ "$(given)" -gt "$1" ] && [ $n -lt 60 ]; do usleep 100000; n=$((n + 1)); done; given; }
go() { echo >&9; }
tell() { echo "@@ balloon: $* $(tsc)" >/dev/console; }

mkfifo /tmp/keys
child_start balloon /tmp/s --mem 256 --balloon 64 --console-in /tmp/keys
exec 9>/tmp/keys
check "the child came up" child_says balloon free
tell up
free=$(below 25000)
tell free "$free"
go
child_says balloon used
used=$(given)
tell used "$used"
go
child_says balloon again
again=$(below $((used - 2000)))
tell again "$again"
go
child_wait balloon
same "exit status" $? 0
exec 9>&-
note "pages given when they are free $free, in use $used, free again $again"
check "[SYS-5] free pages came back to the parent" [ "$free" -lt 25000 ]
# Of the files' 7,424 pages some were in small pieces that had not been given back, and will not be.
check "[SYS-5] most of 29 MiB of files is memory that the child had given back" [ "$used" -ge $((free + 4000)) ]
check "[SYS-5] and much of that comes back once more" [ "$again" -le $((used - 2000)) ]
set -- $(child_out balloon | grep -e total -e written)
same "[SYS-5] bytes that are not what was written, and all" "$4 $5" "0 25165824"
check "[SYS-6] the balloon was no memory of the child: $2 KiB, then $7" [ $(($7 - $2)) -ge 60000 ]
check "every page is back" clean_parent
