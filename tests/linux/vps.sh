# SPDX-License-Identifier: GPL-2.0-only
# A child with sixteen VPs, the most there can be, on one CPU: all come up, each runs what is bound to it, and the disk
# has a queue for each. Does not prove: speed, or anything of sixteen CPUs.
# disk: files
# order: 29

script /tmp/s <<'S'
nproc
i=0
while [ $i -lt 16 ]; do
	taskset $(printf %x $((1 << i))) sh -c 'sed "s/.*) //" /proc/self/stat | cut -d " " -f 37' &
	i=$((i + 1))
done
wait
ls /sys/block/lcd0/mq | wc -l
taskset 8000 dd if=/dev/lcd0 bs=64k count=4 iflag=direct 2>/dev/null | wc -c
S
child_run vps /tmp/s --vps 16 --disk "$DISK"
same "exit status" $? 0
same "what the child saw" "$(child_out vps | sort -n | tr '\n' ' ')" \
	"0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 16 262144 "
check "every page is back" clean_parent
