# SPDX-License-Identifier: GPL-2.0-only
# A loader that writes variables without end, under Debian's OVMF; lucid-vmm is killed in the middle of a write, while
# firmware copies what is live to its spare blocks, and while it writes that back [FW-7]. Each time the next start has the
# last step that was said to be written, whole, and boots by the options that the first start made: one by the path of
# our disk, one by its partition alone, as efibootmgr makes them. Does not prove: that the host's disk keeps it.
# boot: devices
# seconds: 900
# order: 68

. /job/lib/firmware.sh

# Where Debian's build has the end of its variables, and the copy of them for a fault-tolerant write, in pages.
LATE=48
SPARE=66

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
said=0

begin() { firmware_start "$1" --mem 128 --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /job/uefi/kept.img,ro; }

# blank PAGE: is nothing written in this page of the variables?
blank() { ! dd if=/tmp/vars bs=4096 skip="$1" count=1 2>/dev/null | tr -d '\377' | grep -q .; }

# comes COMMAND...: until it is so, for a few minutes, as long as the machine is there.
comes() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 3000 ] && kill -0 "$VMM" || return 1
		usleep 50000
	done
}
copying() { ! blank $SPARE; }
restoring() { blank $LATE && ! blank $SPARE; }

# killed NAME: now; keeps the last step that it has said.
killed() {
	kill -KILL "$VMM"
	wait "$VMM"
	same "$1: lucid-vmm's exit status" $? 137
	last=$(tr -d '\r' <"$OUT/$1.com1" | sed -n 's/^# step: //p' | tail -n 1)
	said=${last:-$said}
	note "$1: step $said, instructions: $(($(tsc) - $(cat "$OUT/$1.tsc")))"
	results "$OUT/$1.com1" "$1: "
	usleep 500000
	check "$1: every page is back" clean_parent
}

# kept NAME: what was said to be written is there, or the one after it.
kept() {
	check "$1: a boot option by the partition" firmware_says "$1" 'starting Boot00A7 "Lucid by its partition"'
	note "$1: instructions to that: $(($(tsc) - $(cat "$OUT/$1.tsc")))"
	firmware_exits "$1"
	check "$1: a boot option by the path" firmware_says "$1" 'starting Boot00A8 "Lucid by its path"'
	check "$1: the loader runs" firmware_says "$1" 'step that was kept'
	got=$(tr -d '\r' <"$OUT/$1.com1" | sed -n 's/^# step that was kept: //p')
	check "$1: the step that was written is kept: $got of $said" [ "$got" = "$said" -o "$got" = $((said + 1)) ]
}

begin first
check "the loader writes" firmware_says first '^# step: 5'
killed first
begin second
kept second
check "firmware begins to copy what is live" comes copying
killed second
begin third
check "firmware writes it back" comes restoring
killed third
begin fourth
kept fourth
check "the copy is complete: lucid-vmm writes it back" grep -q 'bytes are written back from its copy' "$OUT/fourth.log"
check "and writes on" firmware_says fourth "^# step: $((said + 3))" 20
killed fourth
