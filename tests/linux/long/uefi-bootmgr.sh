# SPDX-License-Identifier: GPL-2.0-only
# Debian's efibootmgr makes a boot option in a child, for a loader on a partition of a lucid disk; after a power-off
# firmware starts that loader. Does not prove: an installer.
# boot: devices
# seconds: 400
# order: 69

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
begin() { firmware_start "$1" --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /job/uefi/bootmgr.img,ro; }

begin made
check "a Linux with efibootmgr begins" firmware_says made '@@lucid begin'
firmware_ends made 0
tr -d '\r' <"$OUT/made.com1" >/tmp/said
sed -n '/@@lucid begin/,/@@lucid exit/p' /tmp/said | sed 's/^/# /'
check "it makes an option" grep -q '^made 0' /tmp/said
check "with the partition alone" grep -q '^Boot[0-9A-F]*\* Lucid again.*HD(1,GPT' /tmp/said
begin started
check "firmware starts it" firmware_says started 'starting Boot.* "Lucid again"'
check "and it runs" firmware_says started '^# step: 1'
kill "$VMM"
firmware_ends started 0
check "every page is back" clean_parent
