# SPDX-License-Identifier: GPL-2.0-only
# Two lucid disks with a loader each: the one on disk 0 puts disk 1 first in the boot order and resets; the next start,
# with the same variables, is from disk 1. So the path of a disk is the same after a reboot. Does not prove: how an
# installed system's own entries fare.
# boot: devices
# seconds: 200
# order: 65

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
for n in 0 1; do
	cp /job/uefi/order.img /tmp/order$n
done
firmware_start first --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /tmp/order0 --disk /tmp/order1
firmware_ends first 3
note "instructions to the loader and its reset: $(($(tsc) - $(cat "$OUT/first.tsc")))"
results "$OUT/first.com1" "first: "
check "the first start is from disk 0" grep -q 'started from disk: 0' "$OUT/first.com1"
firmware_start second --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /tmp/order0 --disk /tmp/order1
firmware_ends second 0
note "instructions to the loader and its power-off: $(($(tsc) - $(cat "$OUT/second.tsc")))"
results "$OUT/second.com1" "second: "
check "the second start is from disk 1" grep -q 'started from disk: 1' "$OUT/second.com1"
grep '^exit' "$OUT/second.stats" | sed 's/^/# /'
check "every page is back" clean_parent
