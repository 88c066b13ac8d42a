# SPDX-License-Identifier: GPL-2.0-only
# What tests of back ends that are processes may call; sourced by them, in the parent. Such a test starts its child with
# --control /tmp/control, and sets $first to the process that the next two look at.
#
#   field NAME                  of the process's status
#   own NAMESPACE               is it not ours?
#   another PROGRAM PID MICROS  $now: the process after this one, looked for 1,000 times, so far apart
#   told TEXT [TIMES]           does lucidctl say so, asked 50 times a second, 100 times?

field() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$first/status" | tr '\t' ' '; }

own() { [ "$(readlink "/proc/$first/ns/$1")" != "$(readlink "/proc/self/ns/$1")" ]; }

another() {
	tries=0
	until now=$(pidof "$1") && [ "$now" != "$2" ]; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || return 1
		usleep "$3"
	done
}

told() {
	tries=0
	until lucidctl /tmp/control status | grep "$1"; do
		tries=$((tries + 1))
		[ $tries -lt "${2:-100}" ] || return 1
		usleep 20000
	done
}
