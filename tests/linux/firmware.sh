# SPDX-License-Identifier: GPL-2.0-only
# Debian's OVMF, unmodified, comes to its shell in a private child with four VPs, for all of which it waits [FW-1]; it
# takes what is typed at the serial port, keeps a variable in flash memory over a reset and a kill [EXIT-10] [FW-4],
# and powers off. Files that are not what they should be are refused. Does not prove: that it finds a disk.
# boot: devices
# seconds: 600
# order: 60

. /job/lib/firmware.sh

# refused WORD OPTION...: status 2, and a message that has the word.
refused() {
	word=$1
	shift
	lucid-vmm --firmware "$FIRMWARE/OVMF_CODE_4M.fd" "$@" >/tmp/said 2>&1
	same "refused: status" $? 2
	check "refused: $word" grep -q "$word" /tmp/said
}

refused "needs --nvram"
refused "/tmp/nothing: No such file" --nvram /tmp/nothing
head -c 1000 "$FIRMWARE/OVMF_VARS_4M.fd" >/tmp/bad
refused "1000 bytes, not a multiple" --nvram /tmp/bad
dd if=/dev/zero of=/tmp/bad bs=4096 count=132 2>/dev/null
refused "at 0x0: not a firmware volume" --nvram /tmp/bad
cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
head -c 65536 "$FIRMWARE/OVMF_CODE_4M.fd" >/tmp/bad
refused "longer than the file" --nvram /tmp/vars --firmware /tmp/bad

firmware_start first --nvram /tmp/vars --vps 4
check "[FW-1] first: it comes up" firmware_shell first
grep instructions /tmp/check.out
refused "another guest uses it" --nvram /tmp/vars
firmware_type 'setvar lucid -guid 12345678-1234-1234-1234-123456789abc -nv -bs =0x5aa5'
sleep 1
kill -KILL "$VMM"
wait "$VMM"
check "first: every page is back" clean_parent

firmware_start again --nvram /tmp/vars
check "again: it comes up" firmware_shell again
grep instructions /tmp/check.out
firmware_type 'setvar lucid -guid 12345678-1234-1234-1234-123456789abc'
check "[EXIT-10] [FW-4] the variable is there" firmware_says again 'A5 5A'
firmware_type 'reset'
firmware_ends again 3
note "$(grep '^exit' "$OUT/again.stats")"
check "again: every page is back" clean_parent
