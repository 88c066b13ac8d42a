# SPDX-License-Identifier: GPL-2.0-only
# Debian's OVMF, unmodified, in a private child, with the variables that have Microsoft's keys in them: Secure Boot
# refuses a loader that nobody signed, and says so. What it has put into flash memory outlives SIGKILL. Files that are
# not what they should be are refused. Does not prove: that a signed loader starts; tests/linux/long does.
# boot: devices
# seconds: 200
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
head -c 1000 "$FIRMWARE/OVMF_VARS_4M.ms.fd" >/tmp/bad
refused "1000 bytes, not a multiple" --nvram /tmp/bad
dd if=/dev/zero of=/tmp/bad bs=4096 count=132 2>/dev/null
refused "at 0x0: not a firmware volume" --nvram /tmp/bad
cp "$FIRMWARE/OVMF_VARS_4M.ms.fd" /tmp/vars
head -c 65536 "$FIRMWARE/OVMF_CODE_4M.fd" >/tmp/bad
refused "longer than the file" --nvram /tmp/vars --firmware /tmp/bad

firmware_start secure --mem 128 --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /job/uefi/unsigned.img,ro
check "it finds the disk" firmware_says secure 'loading Boot0001 "UEFI Non-Block Boot Device"'
note "instructions to the boot manager: $(($(tsc) - $(cat "$OUT/secure.tsc")))"
check "Secure Boot refuses its loader" firmware_says secure 'Boot0001 .*: Access Denied'
check "it says that nothing is left to start" firmware_says secure 'No bootable option'
refused "another guest uses it" --nvram /tmp/vars
kill -KILL "$VMM"
wait "$VMM"
check "every page is back" clean_parent
# These letters are in the path of every lucid disk.
check "[FW-4] the boot option that it has made is in the file" grep -q LUCID /tmp/vars
check "and was not before" [ "$(grep -c LUCID "$FIRMWARE/OVMF_VARS_4M.ms.fd")" = 0 ]
grep . "$OUT/secure.com1" | tr -d '\r\033' | tail -n 5 | sed 's/^/# /'
