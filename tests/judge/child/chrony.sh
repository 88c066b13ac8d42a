# SPDX-License-Identifier: GPL-2.0-only
# chronyd follows the parent's clock, /dev/ptp0, for /judge/all. It is not told how the child's clock stands.
CONF=/tmp/chrony.conf
cat >$CONF <<'F'
refclock PHC /dev/ptp0 poll 0 dpoll -2
driftfile /tmp/chrony.drift
F

# wrong OPTION: by how many nanoseconds chronyd finds the system's clock wrong, without a sign.
wrong() {
	chronyd "$1" -f $CONF -t 60 2>&1 | tee /dev/stderr |
		sed -n 's/.*System clock wrong by -\{0,1\}\([0-9]*\)\.\([0-9]*\) seconds.*/\1\2000/p' | sed 's/^0*\([0-9]\)/\1/'
}

# The child's clock is an hour off; chronyd sees it and sets it.
set_by() {
	local by
	date -s "+1 hour"
	by=$(wrong -q)
	[ "${by:-0}" -gt 3590000000000 ] && [ "$by" -lt 3610000000000 ]
}

# BOUND
close_by() {
	local by
	by=$(wrong -Q)
	echo "= off by $by ns, at most $1"
	[ -n "$by" ] && [ "$by" -lt "$1" ]
}

# As a daemon: PHC0 is what it selects, and its clock stays as near.
followed() {
	local line
	chronyd -f $CONF || return
	sleep 8
	chronyc -n sources
	chronyc -n tracking
	line=$(chronyc -n -c tracking)
	chronyc -n -c sources | grep -q '^#,\*,PHC0,'
	local status=$?
	kill "$(cat /run/chrony/chronyd.pid)"
	# Its fields: id, name, stratum, reference time, system time, last offset, RMS offset and others.
	echo "= $line"
	echo "$line" | awk -F , -v bound="$1" '{ x = $5 < 0 ? -$5 : $5; y = $6 < 0 ? -$6 : $6 }
		END { exit !(NR == 1 && $2 == "PHC0" && x * 1e9 < bound && y * 1e9 < bound) }' && return $status
}

# A reading takes both clocks at one moment, with the same TSC. What is left, in nanoseconds: twice 125 for half of the
# parent's reading of its own clock; 250 for its rate, which comes from two such readings a second apart and holds for
# a second; and 2.5 for a million of our own until chronyd has learnt them, as parent and child know the TSC to a kHz of
# 400 MHz each: 12,500 in five seconds.
BOUND=20000
judge "chronyd-sets-the-clock" set_by
judge "chronyd-finds-it-set" close_by $BOUND
judge "chronyd-follows" followed $BOUND
