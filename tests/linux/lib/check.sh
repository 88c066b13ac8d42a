# SPDX-License-Identifier: GPL-2.0-only
# What a test in the parent may call; run by tests/linux/run before each test, after job.sh.
#
#   check NAME COMMAND...   one result: does the command succeed? Its output is shown when not
#   same NAME GOT WANT      one result: are the two texts the same?
#   atmost NAME GOT LIMIT   one result: is the number not above the limit?
#   skip NAME WHY           one result that is not counted
#   note TEXT               something for a person to read

RESULTS=0

result() {
	RESULTS=$((RESULTS + 1))
	echo "$1 $RESULTS $2"
}

note() { printf '%s\n' "$*" | sed 's/^/# /'; }

check() {
	check_name=$1
	shift
	if "$@" >/tmp/check.out 2>&1; then
		result ok "$check_name"
	else
		note "$*: status $?"
		tail -n 30 /tmp/check.out | sed 's/^/# /'
		result "not ok" "$check_name"
	fi
}

same() {
	if [ "$2" = "$3" ]; then
		result ok "$1"
	else
		note "got:  $2"
		note "want: $3"
		result "not ok" "$1"
	fi
}

atmost() {
	note "$1: $2, at most $3"
	check "$1" [ "$2" -le "$3" ]
}

skip() { result ok "$1 # SKIP $2"; }

# end: the plan, last; a test that does not come to it is a failure.
end() { echo "1..$RESULTS"; }

# stat NAME KEY: a number out of the statistics that lucid-vmm wrote of a child; 0 if it has none.
stat_of() { sed -n "s/^$2 //p" "$OUT/$1.stats" | grep . || echo 0; }

# script FILE: the text on standard input becomes a child's script.
script() { cat >"$1"; }

# clean_parent: every page is back and no partition is left.
clean_parent() {
	set -- $(lucid-info)
	note "partitions created $2, ended $3, pages given $1"
	[ "$1" = 0 ] && [ "$2" = "$3" ]
}

# results FILE [PREFIX]: lines "ok NAME" and "not ok NAME" of a program, numbered or not, become results of this test.
results() {
	tr -d '\r' <"$1" | sed -n 's/^\(not ok\|ok\) \([0-9]* - \)\{0,1\}/\1 /p' >/tmp/results
	while read -r line; do
		case $line in
		"ok "*) result ok "$2${line#ok }" ;;
		*) result "not ok" "$2${line#not ok }" ;;
		esac
	done </tmp/results
}

# guest NAME STATUS [ARGUMENTS [OPTION...]]: run a guest of tests/conf; its results become results of
# this test, and lucid-vmm's exit status is one more.
guest() {
	guest_name=$1 want=$2 args=$3
	shift 2
	[ $# -gt 0 ] && shift
	log="$OUT/$guest_name"
	: >"$log.console"
	lucid-vmm --kernel "/job/conf/$guest_name.elf" --mem 32 --cmdline "$args" --com1 "$log.com1" \
		--console-out "$log.console" --stats "$log.stats" --log "$log.log" "$@" >"$log.vmm" 2>&1
	status=$?
	results "$log.console" "$guest_name: "
	tr -d '\r' <"$log.console" | grep '^#' | head -n 20
	note "$(tail -n 3 "$log.vmm")"
	same "$guest_name: lucid-vmm's exit status" "$status" "$want"
}

# child_says NAME WORD: waits up to a minute for a line of the child's that begins with the word.
child_says() {
	tries=0
	until grep -q "^$2" "$OUT/$1.console" "$OUT/$1.com1"; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || return 1
		usleep 100000
	done
}

# lives: the next child boots and works; what to ask after anything hostile.
lives() {
	echo 'echo still here' >/tmp/lives
	child_run lives /tmp/lives >/tmp/check.out 2>&1
	same "$1: the next child boots" "$(child_out lives)" "still here"
}
