# SPDX-License-Identifier: GPL-2.0-only
# The parent's end of the data disk: finds partitions by name, keeps the state, runs jobs, saves results.
# Only /init sources this. The result partition has the state ("next job, offset in blocks") in its first
# block and then one tar after the other, so that nothing is lost when a later job brings the machine down.

. /lib/lucid/common.sh

# note_partition UEVENT: remember the device of a partition that has a name.
note_partition() {
	name= dev=
	while IFS='=' read -r key value; do
		case $key in
		PARTNAME) name=$value ;;
		DEVNAME) dev=/dev/$value ;;
		esac
	done <"$1"
	[ -z "$name" ] || echo "$dev" >"/tmp/part/$name"
}

# find_partitions: disks are found in the background; give them ten seconds.
find_partitions() {
	mkdir -p /tmp/part /job /out
	try=0
	while [ "$try" -lt 500 ]; do
		for uevent in /sys/class/block/*/uevent; do
			[ -e "$uevent" ] && note_partition "$uevent"
		done
		[ -e /tmp/part/result ] && [ -b "$(partition result)" ] && return 0
		try=$((try + 1))
		usleep 20000
	done
	return 1
}

read_state() {
	NEXT=0 BLOCK=1
	set -- $(dd if="$(partition result)" bs=4096 count=1 2>/dev/null | tr -d '\0')
	[ "$1" = state ] && NEXT=$2 BLOCK=$3
	[ "$NEXT" -gt 0 ] && say "again, after $NEXT jobs"
}

write_state() {
	printf 'state %d %d\n' "$NEXT" "$BLOCK" |
		dd of="$(partition result)" bs=4096 count=1 conv=notrunc,sync,fsync 2>/dev/null
}

# save NAME: append what is in /out/NAME to the results.
save() {
	tar -c -C /out -f /tmp/save.tar "$1"
	dd if=/tmp/save.tar of="$(partition result)" bs=4096 seek="$BLOCK" conv=notrunc,fsync 2>/dev/null
	BLOCK=$((BLOCK + ($(stat -c %s /tmp/save.tar) + 4095) / 4096))
	rm -rf /tmp/save.tar "/out/$1"
	write_state
}

# run_job NAME: run it in a session of its own, for at most its time, and end what it leaves running.
run_job() {
	export OUT=/out/$1 JOB=$1
	mkdir -p "$OUT"
	limit=${LUCID_JOB_SECONDS:-600}
	[ -e "/job/limits/$1" ] && limit=$(cat "/job/limits/$1")
	setsid sh -c '. /lib/lucid/job.sh; . "/job/jobs/$JOB"' </dev/null >"$OUT/stdout" 2>&1 &
	pid=$!
	setsid sh -c "sleep $limit; echo 'job: stopped after $limit s' >>$OUT/stdout; kill -KILL -$pid" &
	watchdog=$!
	wait "$pid"
	echo $? >"$OUT/status"
	kill -KILL "-$watchdog" 2>/dev/null
	kill -KILL "-$pid" 2>/dev/null
	wait "$watchdog" 2>/dev/null
}

# run_jobs: all jobs from NEXT on, in the order of their names.
run_jobs() {
	index=0
	for path in /job/jobs/*; do
		name=${path##*/}
		index=$((index + 1))
		AGAIN=
		[ "$index" = "$NEXT" ] && [ -e "/job/again/$name" ] && AGAIN=1
		[ "$index" -le "$NEXT" ] && [ -z "$AGAIN" ] && continue
		export AGAIN
		NEXT=$index
		write_state
		say "job $name start $(tsc)"
		run_job "$name"
		status=$(cat "/out/$name/status")
		save "$name"
		say "job $name end $status"
	done
}
