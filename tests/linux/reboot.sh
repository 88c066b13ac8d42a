# SPDX-License-Identifier: GPL-2.0-only
# The parent reboots while a child runs: firmware, GRUB, hypervisor and parent come up again, and a child runs.
# Does not prove: anything on firmware other than this platform's.
# boot: two
# order: 90
# again: yes

if [ -z "$AGAIN" ]; then
	echo 'sleep 1000' >/tmp/s
	child_start sleeper /tmp/s
	sleep 1
	reboot -f
	sleep 60
fi
check "this is the second boot" [ "$AGAIN" = 1 ]
same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0-1
same "CPUs that show VT-x" "$(grep -c '^flags.* vmx' /proc/cpuinfo)" 0
lives "after the reboot"
