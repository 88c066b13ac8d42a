# SPDX-License-Identifier: GPL-2.0-only
# lucid.ko and lucid_parent.ko, on a machine that is neither guest nor parent of Lucid, say so and return ENODEV;
# nothing stays loaded. (The log of this boot is what the test "parent" compares with.)
# Does not prove: anything about the hypervisor.
# boot: bare

for m in /job/modules/lucid.ko /lib/modules/lucid_parent.ko; do
	name=${m##*/}
	insmod "$m" >/tmp/out 2>&1
	status=$?
	note "$(cat /tmp/out)"
	check "$name is refused" [ $status != 0 ]
	check "$name: no such device" grep -q -i "no such device" /tmp/out
done
dmesg | tail -n 4 | sed 's/^/# /'
check "lucid.ko says why" sh -c 'dmesg | grep -q -i "lucid:.*not"'
dmesg -r >"$OUT/dmesg"
same "modules of ours that are loaded" "$(lsmod | grep -c ^lucid)" 0
