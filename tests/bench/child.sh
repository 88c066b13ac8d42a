# SPDX-License-Identifier: GPL-2.0-only
# The child's half of make bench. Exits come from the parent, by HTTP, and asking is taken off.
exits() { wget -q -O - http://10.77.0.1/cgi-bin/exits || echo 0; }
a=$(exits) b=$(exits)
overhead=$((b - a))

# row NAME N COMMAND...: the ticks that the command prints, and exits in hundredths for each of its N turns.
row() {
	name=$1 n=$2
	shift 2
	echo "@@ bench: $name" >/dev/console
	"$@" 1 >/dev/null || echo "$name failed"
	a=$(exits)
	ticks=$("$@" "$n")
	b=$(exits)
	echo "$name $ticks $(((b - a - overhead) * 100 / n))"
}

for what in read write; do
	row "$what-4k-1" 2000 diskbench /dev/lcd0 $what 4096 1
	row "$what-4k-32" 8000 diskbench /dev/lcd0 $what 4096 32
	row "$what-1m-1" 100 diskbench /dev/lcd0 $what 1048576 1
done
row tcp-send 32 netbench send 10.77.0.1 7
row tcp-receive 32 netbench receive 10.77.0.1 7
row udp-pingpong 2000 netbench udp 10.77.0.1 7
row clock 100000 clockread
