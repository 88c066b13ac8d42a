# SPDX-License-Identifier: GPL-2.0-only
# Kills back ends under the Debian child while child/busy.sh transfers and verifies there; sourced by parent.sh.
KILLS=100

# killed PROGRAM: one of its processes after the other; some as soon as they are there.
killed() {
	program=$1 kills=0
	want=$(pidof "$program" | wc -w)
	while [ $kills -lt $KILLS ]; do
		tries=0
		until set -- $(pidof "$program") && [ $# = "$want" ]; do
			tries=$((tries + 1))
			[ $tries -lt 1000 ] || return 1
			usleep 5000
		done
		[ $((kills % 2)) = 0 ] || shift $(($# - 1))
		kill -9 "$1"
		kills=$((kills + 1))
		case $((kills % 5)) in
		1) usleep 200000 ;;
		2) usleep 50000 ;;
		3) usleep 5000 ;;
		4) ;;
		0) usleep 400000 ;;
		esac
	done
}

# under WHAT PROGRAM KIND
under() {
	child /judge/busy "$1" >/tmp/busy 2>&1 &
	busy=$!
	tries=0
	until grep -q '^begin' /tmp/busy || [ $tries = 300 ]; do
		tries=$((tries + 1))
		usleep 100000
	done
	killed "$2"
	same "kills of $2" $kills $KILLS
	child touch /tmp/stop
	wait $busy
	same "$1 under these kills" $? 0
	note "$(cat /tmp/busy)"
	lucidctl /tmp/control status >/tmp/told
	note "$(cat /tmp/told)"
	same "deaths of $3 that the person is told of" "$(sed -n "s/^$3 .* \([0-9]*\) deaths.*/\1/p" /tmp/told |
		awk '{ n += $1 } END { print n }')" $KILLS
}

under disk lucid-blkd blk
under net lucid-netd net
