# SPDX-License-Identifier: GPL-2.0-only
# lucid.ko in the parent, which is no guest, says so and returns ENODEV. Does not prove: other hypervisors.
# order: 33

insmod /job/modules/lucid.ko >/tmp/out 2>&1
status=$?
note "$(cat /tmp/out; dmesg | tail -n 2)"
check "it is refused" [ $status != 0 ]
check "no such device" grep -q -i "no such device" /tmp/out
same "it is not loaded" "$(lsmod | grep -c '^lucid ')" 0
