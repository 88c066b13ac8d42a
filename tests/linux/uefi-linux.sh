# SPDX-License-Identifier: GPL-2.0-only
# Debian's OVMF starts a unified kernel image from a lucid disk with FAT: stub, kernel and first root come through the
# option ROM's driver. After ExitBootServices no page of the firmware's is shared any more, and Linux opens the same
# disks and card. Does not prove: SMP, or an installed system.
# boot: devices
# seconds: 200
# order: 62

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
cp /job/uefi/linux.img /tmp/loader
head -c 1048576 /dev/urandom >/tmp/scratch
tunctl -t tap6 >/dev/null && ip addr add 10.81.0.1/24 dev tap6 && ip link set tap6 up
firmware_start linux --nvram /tmp/vars --rom /job/uefi/lucid.rom --tap tap6 --disk /tmp/loader --disk /tmp/scratch
check "it starts" firmware_says linux '@@lucid begin' 60
note "instructions to the script: $(($(tsc) - $(cat "$OUT/linux.tsc")))"
check "its script ends" firmware_says linux '@@lucid exit 0' 60
said() { tr -d '\r' <"$OUT/linux.com1" | sed -n "s/^$1 //p"; }
same "it has UEFI's run-time services" "$(said efi)" yes
same "[DEV-11] pages that are shared after ExitBootServices" "$(said shared)" 0
check "it has counted" [ "$(said private)" -gt 50000 ]
same "Linux reads the second disk" "$(said scratch)" "$(sha256sum </tmp/scratch | cut -d ' ' -f 1)"
check "Linux reaches the parent" [ "$(said ping)" -lt 10 ]
firmware_ends linux 0
grep 'generation' "$OUT/linux.log" | sed 's/^/# /'
check "the disk was opened by firmware and by Linux" grep -q 'blk 0: generation 2 is READY' "$OUT/linux.log"
check "every page is back" clean_parent
