# SPDX-License-Identifier: GPL-2.0-only
# A disk's back end is killed twenty times under a program that writes, syncs, reads and knows what it has to find: in
# mid-transfer, when it has just started, while it connects, twice in a row. No transfer fails or is lost, the child's
# kernel has nothing to say [DEV-12] [DEV-14]. And what such a process may do: nothing but its own.
# Does not prove: that an old write cannot land after a newer one where the image's lock does not tell of it (NBD).
# boot: devices
# disk: raw
# seconds: 40
# order: 66

. /job/lib/backends.sh

script /tmp/s <<'S'
dmesg -c >/dev/null
echo begin
verify /dev/lcd0 1024 6000 16
echo "status $?"
dmesg | grep -E 'I/O error|WARNING|BUG|blocked for|cannot|does not let go' | sed 's/^/complaint: /'
S
child_start recovery /tmp/s --disk "$DISK" --control /tmp/control
check "the child begins" child_says recovery begin

first=$(pidof lucid-blkd)
same "users" "$(field Uid), $(field Gid)" "65534 65534 65534 65534, 65534 65534 65534 65534"
for set in CapInh CapPrm CapEff CapBnd CapAmb; do
	same "rights $set" "$(field $set)" 0000000000000000
done
same "no new rights, system calls by a filter" "$(field NoNewPrivs)$(field Seccomp)" 12
for space in mnt net ipc uts user pid; do
	check "a namespace of its own: $space" own $space
done
same "files in its root" "$(ls -A /proc/$first/root/)" ""
ls -l /proc/$first/fd >/tmp/fds
sed -n 's/.* -> //p' /tmp/fds | sed 's/:\[[0-9]*\]$//' | sort | uniq -c | sort >/tmp/kinds
note "$(cat /tmp/kinds)"
want="socket|$DISK|anon_inode:\[?(lucid|eventfd|io_uring)\]?"
same "descriptors that are not its own" "$(sed -n 's/.* -> //p' /tmp/fds | sed 's/:\[[0-9]*\]$//' |
	grep -vE "^($want)$")" ""

kills=0 now=$first
while [ $kills -lt 20 ] && kill -9 "$now"; do
	kills=$((kills + 1))
	another lucid-blkd "$now" 5000 || break
	case $((kills % 4)) in
	1) usleep 100000 ;;
	2) usleep 30000 ;;
	3) ;;
	0) usleep 200000 ;;
	esac
done
same "kills" $kills 20
# The person's word, in mid-transfer.
for round in 1 2 3; do
	lucidctl /tmp/control suspend blk0 >/tmp/said
	check "blk0 is suspended" told "^blk 0: SUSPENDED, .*suspended by command" 50
	lucidctl /tmp/control resume blk0 >/tmp/said
	check "blk0 is served again" told "^blk 0: READY, generation" 50
done
check "the person can read of the deaths" told "20 deaths, last error: its back end was ended" 50
check "there is no blk7" sh -c '! lucidctl /tmp/control suspend blk7'
child_wait recovery
same "the child's status" $? 0
child_out recovery >/tmp/out
note "$(cat /tmp/out)"
same "what it wrote is there" "$(sed -n 's/^verified //p' /tmp/out)" 6000
same "its kernel says" "$(grep '^complaint' /tmp/out)" ""
same "deaths that the person was told of" "$(grep -c 'ended by signal 9$' "$OUT/recovery.vmm")" 20
note "$(grep -c 'is READY' "$OUT/recovery.log") generations"
check "every page is back" clean_parent
