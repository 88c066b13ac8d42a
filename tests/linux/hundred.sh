# SPDX-License-Identifier: GPL-2.0-only
# 100 children are created and destroyed, and no page is lost: the module's count is 0, and the parent's free
# memory is what it was. Does not prove: that pages are scrubbed.
# seconds: 600
# order: 61

free_kib() { sync; echo 3 >/proc/sys/vm/drop_caches; sed -n 's/^MemFree: *\([0-9]*\) .*/\1/p' /proc/meminfo; }

one() {
	lucid-vmm --kernel /job/conf/stop.elf --cmdline reason=1 --mem 32 --console-out /dev/null >/tmp/one 2>&1
}

one
set -- $(lucid-info)
created=$2
before=$(free_kib)
n=0 bad=0
while [ $n -lt 100 ]; do
	one || { bad=$((bad + 1)); cat /tmp/one; }
	n=$((n + 1))
done
same "children that did not end as they should" $bad 0
set -- $(lucid-info)
same "partitions created" $(($2 - created)) 100
check "every page is back" clean_parent
after=$(free_kib)
note "free before $before KiB, after $after KiB"
check "free memory" [ $((before - after)) -lt 2048 ]
