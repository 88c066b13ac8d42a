# SPDX-License-Identifier: GPL-2.0-only
# What the system device is for: a child's hwrng gives random bytes of the parent's [SYS-3]; SIGTERM to lucid-vmm lets the
# child shut down and power off, SIGUSR2 reboot [SYS-1], and a second SIGTERM is the end at once; a kernel that panics
# says so, with its last messages. Does not prove: that the bytes are random beyond that they differ.
# boot: devices
# order: 26

rng=/sys/class/misc/hw_random
script /tmp/s <<S
cat $rng/rng_current $rng/rng_quality
for n in 1 2 3; do dd if=/dev/hwrng bs=64 count=16 iflag=fullblock 2>/dev/null | sha256sum; done | sort -u | wc -l
dd if=/dev/hwrng bs=64 count=16 iflag=fullblock 2>/dev/null | gzip -9 | wc -c
trap 'echo told to end; sync; exit' TERM
mount -t ext4 /dev/lcd0 /mnt
echo ready
while :; do sleep 1 & wait; done
S
# ended NAME STATUS TEXT: how lucid-vmm ends, and what it says last.
ended() {
	wait "$VMM"
	same "$1: lucid-vmm's exit status" $? "$2"
	check "$1: lucid-vmm says why" grep -q "$3" "$OUT/$1.log"
	check "$1: every page is back" clean_parent
	rm -rf "/tmp/child.$1"
}
said() { cat "$OUT/$1.console" | tr -d '\r' | sed -n '/^@@lucid begin$/,$p' | sed 1d; }

truncate -s 16M /tmp/image
mke2fs -F /tmp/image >/dev/null 2>&1
child_start down /tmp/s --disk /tmp/image
check "down: the child came up" child_says down ready
kill -TERM "$VMM"
ended down 0 "power-off$"
set -- $(said down)
same "hwrng, and how much of it a private child counts" "$1 $2" "lucid 1"
same "bytes differ" "$3" 3
check "bytes cannot be compressed: $4 of 1024" [ "$4" -ge 1024 ]
shift 4
same "what the child did then" "$*" "ready @@lucid shutdown poweroff told to end"
# s_state of the superblock: 1 is clean, 0 mounted.
same "its file system has been unmounted" "$(dd if=/tmp/image bs=1 skip=1082 count=1 2>/dev/null | od -An -t u1 | tr -d ' ')" 1

child_start again /tmp/s --disk /tmp/image --memory open
check "again: the child came up" child_says again ready
kill -USR2 "$VMM"
ended again 3 "reset$"
set -- $(said again)
same "hwrng, and how much of it an open child counts" "$1 $2" "lucid 1000"
shift 4
same "what the child did then, too" "$*" "ready @@lucid shutdown reboot told to end"

script /tmp/deaf <<'S'
rm /sbin/poweroff
printf '#!/bin/sh\ntrue\n' >/sbin/poweroff
chmod +x /sbin/poweroff
echo ready
while :; do sleep 1; done
S
child_start deaf /tmp/deaf
check "deaf: the child came up" child_says deaf ready
kill -TERM "$VMM"
sleep 2
check "a child that does not want to goes on" kill -0 "$VMM"
kill -TERM "$VMM"
ended deaf 6 "stopped by signal 15$"

script /tmp/crash <<'S'
echo "these are the last words" >/dev/kmsg
echo c >/proc/sysrq-trigger
S
child_start crash /tmp/crash
ended crash 4 "the guest crashed, code 0$"
check "lucid-vmm shows what the child's kernel said last" grep -q "vp 0: guest: .*these are the last words$" "$OUT/crash.vmm"
check "and why it panics" grep -q "vp 0: guest: .*Kernel panic - not syncing: sysrq triggered crash$" "$OUT/crash.vmm"
check "the console has it, too" grep -q "Kernel panic - not syncing: sysrq triggered crash" "$OUT/crash.console"
