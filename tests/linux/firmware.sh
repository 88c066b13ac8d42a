# SPDX-License-Identifier: GPL-2.0-only
# Files of firmware and of its variables that are not what they should be are refused, with a message that says what is
# wrong, before there is a partition. Does not prove: that good ones start; uefi.sh does.
# boot: devices
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
check "no page was given" clean_parent
