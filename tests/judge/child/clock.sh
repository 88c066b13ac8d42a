# SPDX-License-Identifier: GPL-2.0-only
# Judges of the clock, for /judge/all: the kernel's own tests of timers. chrony.sh has chronyd.

# timers TEST [OPTION...]
timers() {
	cd /judge/timers && "./$@"
}

judge "timers-posix_timers" timers posix_timers
judge "timers-nanosleep" timers nanosleep
judge "timers-mqueue-lat" timers mqueue-lat
judge "timers-inconsistency-check" timers inconsistency-check -t 1
judge "timers-threadtest" timers threadtest -t 3 -n 8
judge "timers-valid-adjtimex" timers valid-adjtimex
judge "timers-set-tai" timers set-tai
judge "timers-set-tz" timers set-tz
