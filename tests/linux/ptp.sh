# SPDX-License-Identifier: GPL-2.0-only
# The child's /dev/ptp0 is the parent's clock [CLOCK-3]: a reading is between the parent's two around it; it follows at
# once when the parent's clock is set, and gains what that gains when it is steered; reading it is no exit, and setting
# it is refused. Does not prove: a constant difference below some milliseconds, nor chrony itself.
# boot: devices
# order: 23

HOUR=3600000000000
script /tmp/s <<'S'
cat /sys/class/ptp/ptp0/clock_name
clocks refuse && echo refused
say() { echo "$1" >/dev/hvc0; }
say quiet
sleep 1
clocks spin 100000 && echo forward
say spun
sleep 1
exec 4</dev/hvc0
read -r line <&4
echo "here $(clocks ptp)"
echo "first $(clocks read)"
say step
n=0
until set -- $(clocks read) && [ $1 -gt 3000000000000 ] || [ $n = 50 ]; do usleep 100000; n=$((n + 1)); done
echo "stepped $* $(date +%s)"
say rate
sleep 3
echo "early $(clocks read)"
sleep 2
echo "late $(clocks read)"
S
abs() { echo "${1#-}"; }
near() { [ "$(abs $(($1 - $2)))" -le "$3" ]; }
of() { sed -n "s/^$1 //p" /tmp/out; }
# exits WORD: once the child has said the word, how many there were so far.
exits() {
	child_says ptp "$1" || return
	rm -f "$OUT/ptp.stats"
	kill -USR1 "$VMM"
	tries=0
	until grep -q ^exits "$OUT/ptp.stats" 2>/dev/null || [ $tries = 50 ]; do usleep 10000; tries=$((tries + 1)); done
	stat_of ptp exits
}

mkfifo /tmp/in
child_start ptp /tmp/s --console-in /tmp/in
exec 5>/tmp/in
before=$(exits quiet)
after=$(exits spun)
sleep 2
early=$(clocks now)
echo now >&5
until grep -q ^here "$OUT/ptp.console" || ! kill -0 "$VMM"; do usleep 1000; done
late=$(clocks now)
child_says ptp step
clocks step $HOUR
child_says ptp rate
date=$(date +%s)
clocks rate 400
child_wait ptp
same "exit status" $? 0
clocks rate 0
clocks step -$HOUR
child_out ptp | grep -v -x -e quiet -e spun -e step -e rate >/tmp/out
note "$(cat /tmp/out)"
same "name, no setting, never back" "$(head -n 3 /tmp/out | tr '\n' ' ')" "lucid refused forward "
atmost "exits around 100,000 readings" $((after - before)) 2000
exec 5>&-
set -- $(of first) $(of stepped) $(of early) $(of late)
here=$(of here)
note "asked at $early, answered with $here, heard at $late"
check "it is the parent's clock" [ "$early" -le "${here:-0}" -a "${here:-0}" -le "$late" ]
atmost "ms between" $(((late - early) / 1000000)) 100
check "the driver compares both alike" near "$1" "$2" "$3"
check "it follows when the parent's clock is set" near $(($4 - $1)) $HOUR 1000000
check "it has the parent's date" near $(($7 + $4 / 1000000000)) "$date" 2
check "it gains 400 ppm with the parent's clock" near $((${11} - $8)) 850000 150000
check "every page is back" clean_parent
