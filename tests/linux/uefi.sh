# SPDX-License-Identifier: GPL-2.0-only
# The drivers of the option ROM under Debian's OVMF: it starts a loader from FAT on a lucid disk with GPT, the compliance
# application, which goes through the functions and statuses of BlockIo, BlockIo2, SimpleNetwork and Rng. Does not
# prove: that an operating system starts.
# boot: devices
# seconds: 200
# order: 61

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
cp /job/uefi/gpt.img /tmp/loader
for name in scratch locked; do
	{ printf LUCID-UEFI-COMPLIANCE-SCRATCH; head -c 8388579 /dev/zero; } >/tmp/$name
done
sum=$(sha256sum </tmp/locked)
tunctl -t tap5 >/dev/null && ip addr add 10.79.0.1/24 dev tap5 && ip link set tap5 up
firmware_start comply --nvram /tmp/vars --rom /job/uefi/lucid.rom --tap tap5 --disk /tmp/loader \
	--disk /tmp/scratch --disk /tmp/locked,ro
firmware_ends comply 0
note "instructions: $(($(tsc) - $(cat "$OUT/comply.tsc"))), ROM of $(wc -c </job/uefi/lucid.rom) bytes"
tr -d '\r' <"$OUT/comply.com1" | grep '^#'
results "$OUT/comply.com1"
check "the application came to its end" grep -q '^1\.\.' "$OUT/comply.com1"
same "the read-only disk is what it was" "$(sha256sum </tmp/locked)" "$sum"
check "every page is back" clean_parent
