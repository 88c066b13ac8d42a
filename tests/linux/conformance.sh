# SPDX-License-Identifier: GPL-2.0-only
# The ABI as a child sees it, by the freestanding guests of tests/conf: each names the clauses that it proves.
# Here is what takes two to see: stop reasons [HC-SYSTEM-STOP-1], console text [HC-CONSOLE-WRITE-1], the wall
# clock [HC-CLOCK-ENABLE-1]. Does not prove: what only a hostile parent would do.
# seconds: 300
# order: 12

for name in hcall memory event timer apic registers discovery xsave; do
	guest $name 0
done
guest discovery 0 open=1 --memory open
guest memory-open 0 "" --memory open

before=$(date +%s)
guest clock 0
after=$(date +%s)
wall=$(sed -n 's/^# wall_ns //p' "$OUT/clock.console")
wall=${wall%?????????}
note "parent's seconds $before to $after, child's $wall"
check "[HC-CLOCK-ENABLE-1] the wall clock is the parent's" [ "$wall" -ge $((before - 1)) -a "$wall" -le $((after + 1)) ]

guest console 0
awk 'BEGIN { for (n = 1; n <= 32; n++) {
	s = ""
	for (i = 0; i < n; i++)
		s = s sprintf("%c", 32 + (n + i) % 95)
	print "# text " n " "
	print s
} }' >/tmp/want
grep -A 1 '^# text' "$OUT/console.console" | grep -v '^--$' >/tmp/got
check "[HC-CONSOLE-WRITE-1] the text is what the child wrote" cmp /tmp/want /tmp/got

stops() {
	guest stop "$1" "$3"
	said=$(tail -n 1 "$OUT/stop.log")
	same "[HC-SYSTEM-STOP-1] stop $3" "${said#lucid-vmm: }" "$2"
}
stops 0 "power-off" reason=1
stops 3 "reset" reason=2
stops 4 "vp 0: the guest crashed, code 4294967295" "reason=3 code=4294967295"
check "every page is back" clean_parent
