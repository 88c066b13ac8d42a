# SPDX-License-Identifier: GPL-2.0-only
# The ABI as a child sees it, by the freestanding guests of tests/conf, all of their list: each names the clauses that
# it proves. Here is what takes two to see: stop reasons [HC-SYSTEM-STOP-1], console text [HC-CONSOLE-WRITE-1], the
# wall clock [HC-CLOCK-ENABLE-1]. Does not prove: what only a hostile parent would do.
# seconds: 600
# order: 12

wall_clock() {
	wall=$(sed -n 's/^# wall_ns //p' "$OUT/clock.console")
	wall=${wall%?????????}
	note "parent's seconds $1 to $2, child's $wall"
	check "[HC-CLOCK-ENABLE-1] the wall clock is the parent's" [ "$wall" -ge $(($1 - 1)) -a "$wall" -le $(($2 + 1)) ]
}

console_text() {
	awk 'BEGIN { for (n = 1; n <= 32; n++) {
		s = ""
		for (i = 0; i < n; i++)
			s = s sprintf("%c", 32 + (n + i) % 95)
		print "# text " n " "
		print s
	} }' >/tmp/want
	grep -A 1 '^# text' "$OUT/console.console" | grep -v '^--$' >/tmp/got
	check "[HC-CONSOLE-WRITE-1] the text is what the child wrote" cmp /tmp/want /tmp/got
}

stop_reason() {
	case $1 in
	reason=1) want=power-off ;;
	reason=2) want=reset ;;
	*) want="vp 0: the guest crashed, code ${1##*code=}" ;;
	esac
	said=$(tail -n 1 "$OUT/stop.log")
	same "[HC-SYSTEM-STOP-1] stop $1" "${said#lucid-vmm: }" "$want"
}

while read -r name status args <&3; do
	case $name in "" | "#"*) continue ;; esac
	options=
	for word in $args; do
		case $word in
		vps=*) options="$options --vps ${word#*=}" ;;
		open=1) options="$options --memory open" ;;
		esac
	done
	echo "@@ guest: $name $args" >/dev/console
	before=$(date +%s)
	guest "$name" "$status" "$args" $options
	case $name in
	clock) wall_clock "$before" "$(date +%s)" ;;
	console) console_text ;;
	stop) stop_reason "$args" ;;
	esac
done 3</job/conf/list
check "every page is back" clean_parent
