# SPDX-License-Identifier: GPL-2.0-only
# What tests with firmware may call; sourced by them, in the parent.
#
#   firmware_start NAME [OPTION]...   OVMF in the background, its serial port as $OUT/NAME.com1; $VMM is its process
#   firmware_says NAME WORD [SECONDS] wait for this text there (60)
#   firmware_shell NAME               wait for the boot manager, then for the shell, which is told not to wait for a key
#   firmware_type TEXT                type a line there
#   firmware_ends NAME STATUS         wait for its end; one result
#   firmware_exits NAME               its exits so far, by reason

FIRMWARE=/job/firmware

firmware_start() {
	name=$1
	shift
	rm -f /tmp/keys
	mkfifo /tmp/keys
	exec 9<>/tmp/keys
	: >"$OUT/$name.com1"
	: >"$OUT/$name.console"
	tsc >"$OUT/$name.tsc"
	lucid-vmm --firmware "$FIRMWARE/OVMF_CODE_4M.fd" --com1 "$OUT/$name.com1" --com1-in /tmp/keys \
		--console-out "$OUT/$name.console" --stats "$OUT/$name.stats" --log "$OUT/$name.log" "$@" \
		>"$OUT/$name.vmm" 2>&1 9>&- &
	VMM=$!
}

firmware_says() {
	tries=0
	until grep -q "$2" "$OUT/$1.com1"; do
		tries=$((tries + 1))
		[ $tries -lt $((${3:-60} * 10)) ] || return 1
		kill -0 "$VMM" || return 1
		usleep 100000
	done
}

firmware_shell() {
	firmware_says "$1" BdsDxe || return 1
	note "$1: instructions to the boot manager: $(($(tsc) - $(cat "$OUT/$1.tsc")))"
	firmware_says "$1" 'any other key' && firmware_type '' && firmware_says "$1" 'Shell> '
}

firmware_type() { printf '%s\r' "$1" >&9; }

firmware_ends() {
	wait "$VMM"
	same "$1: lucid-vmm's exit status" $? "$2"
	note "$(tail -n 1 "$OUT/$1.vmm")"
}

firmware_exits() {
	rm -f "$OUT/$1.stats"
	kill -USR1 "$VMM"
	tries=0
	until grep -q '^exits ' "$OUT/$1.stats" 2>/dev/null || [ $tries = 50 ]; do
		tries=$((tries + 1))
		usleep 10000
	done
	note "$1: exits so far: $(sed -n 's/^exit_[0-9]*_//p; /^exits/p' "$OUT/$1.stats" | tr '\n' ',')"
}
