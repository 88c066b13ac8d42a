# SPDX-License-Identifier: GPL-2.0-only
# What a job in the parent may call. $OUT is the job's result directory, /job what the host gave.
#
#   child_run NAME SCRIPT [lucid-vmm option]...  run one child; its script's status is returned
#   child_out NAME                               what the script printed
#   child_start NAME SCRIPT [option]...          the same in the background; $VMM is its process
#   child_wait NAME                              wait for it; returns the script's status
#   firmware_run NAME [option]...                one child with firmware; lucid-vmm's status is returned
#   net_up [DIR]                                 tap0 as 10.77.0.1/24; serve DIR over HTTP
#   partition NAME, say TEXT                     see common.sh
#
# The child's consoles are kept as $OUT/NAME.com1 and $OUT/NAME.console, lucid-vmm's words as $OUT/NAME.vmm.

. /lib/lucid/common.sh
KERNEL=/child/kernel
[ -e /job/child/kernel ] && KERNEL=/job/child/kernel
CHILD_ARGS=${CHILD_ARGS:-"console=ttyS0,115200 loglevel=4 panic=-1 mitigations=off cryptomgr.notests $LUCID_CHILD_ARGS"}

# child_initrd NAME SCRIPT: base archive, the host's extra files, and one archive with this script.
child_initrd() {
	rm -rf "/tmp/child.$1"
	mkdir -p "/tmp/child.$1/tree/job"
	cp "$2" "/tmp/child.$1/tree/job/script"
	printf '%s\n' "LUCID_NET=$LUCID_NET" "LUCID_INIT=$LUCID_INIT" "LUCID_MODULES='$LUCID_MODULES'" \
		"LUCID_INTERACTIVE=$LUCID_SHELL" >"/tmp/child.$1/tree/job/env"
	(cd "/tmp/child.$1/tree" && find job | cpio -o -H newc 2>/dev/null) >"/tmp/child.$1/job.cpio"
	extra=/job/child/extra
	[ -e $extra ] || extra=
	cat /child/initrd $extra "/tmp/child.$1/job.cpio" >"/tmp/child.$1/initrd"
	rm -rf "/tmp/child.$1/tree" "/tmp/child.$1/job.cpio"
}

child_start() {
	name=$1 script=$2
	shift 2
	child_initrd "$name" "$script"
	: >"$OUT/$name.com1"
	: >"$OUT/$name.console"
	tsc >"$OUT/$name.tsc"
	if [ -n "$LUCID_SHELL" ]; then
		stty -F /dev/console raw -echo
		set -- --console-in /dev/console --console-out /dev/console "$@"
	else
		set -- --console-out "$OUT/$name.console" "$@"
	fi
	if [ -n "$LUCID_LIVE" ]; then
		tail -q -f "$OUT/$name.com1" "$OUT/$name.console" >/dev/console 2>/dev/null &
		LIVE=$!
	fi
	lucid-vmm --kernel "$KERNEL" --initrd "/tmp/child.$name/initrd" --cmdline "$CHILD_ARGS" \
		--com1 "$OUT/$name.com1" --stats "$OUT/$name.stats" --log "$OUT/$name.log" "$@" \
		>"$OUT/$name.vmm" 2>&1 &
	VMM=$!
}

child_wait() {
	wait "$VMM"
	VMM_STATUS=$?
	rm -rf "/tmp/child.$1"
	if [ -n "$LUCID_LIVE" ]; then
		sleep 1
		kill "$LIVE"
	fi
	echo "$VMM_STATUS" >"$OUT/$1.vmm-status"
	status=$(cat "$OUT/$1.console" "$OUT/$1.com1" | sed -n 's/^@@lucid exit \([0-9]*\)\r*$/\1/p' | tail -n 1)
	if [ -z "$status" ]; then
		echo "child $1: no exit status; lucid-vmm ended with $VMM_STATUS:"
		tail -n 5 "$OUT/$1.vmm" "$OUT/$1.com1"
		return 125
	fi
	return "$status"
}

child_run() {
	child_start "$@"
	child_wait "$1"
}

child_out() {
	cat "$OUT/$1.console" "$OUT/$1.com1" | tr -d '\r' |
		sed -n '/^@@lucid begin$/,/^@@lucid exit /p' | sed '1d;$d' | sed '${/^$/d}'
}

# Firmware talks by the serial port, which is the terminal if there is one.
firmware_run() {
	name=$1
	shift
	: >"$OUT/$name.com1"
	if [ -n "$LUCID_SHELL" ]; then
		stty -F /dev/console raw -echo
		set -- --com1 /dev/console --com1-in /dev/console "$@"
	else
		set -- --com1 "$OUT/$name.com1" "$@"
	fi
	[ -z "$LUCID_LIVE" ] || tail -q -f "$OUT/$name.com1" >/dev/console 2>/dev/null &
	LIVE=$!
	lucid-vmm --stats "$OUT/$name.stats" --log "$OUT/$name.log" "$@" >"$OUT/$name.vmm" 2>&1
	VMM_STATUS=$?
	kill "$LIVE" 2>/dev/null
	return "$VMM_STATUS"
}

net_up() {
	tunctl -t tap0 >/dev/null || return 1
	ip addr add 10.77.0.1/24 dev tap0 && ip link set tap0 up || return 1
	[ -z "$1" ] || httpd -p 10.77.0.1:80 -h "$1"
}
