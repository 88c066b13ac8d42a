# SPDX-License-Identifier: GPL-2.0-only
# GRUB for UEFI, from a lucid disk with FAT, shows its menu and starts Debian's kernel from ext4 on a second lucid disk,
# which that kernel then mounts. Does not prove: GRUB on a network, or an installed system.
# boot: devices
# seconds: 400
# order: 64

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
cp /job/uefi/root.img /tmp/root
firmware_start grub --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /job/uefi/grub.img,ro --disk /tmp/root
check "GRUB's first line" firmware_says grub 'Welcome to GRUB'
note "instructions to that: $(($(tsc) - $(cat "$OUT/grub.tsc")))"
firmware_exits grub
check "GRUB's menu" firmware_says grub 'Lucid from ext4'
note "instructions to the menu: $(($(tsc) - $(cat "$OUT/grub.tsc")))"
check "GRUB finds the second disk" firmware_says grub 'GRUB loads from hd1'
note "instructions to the first line of its choice: $(($(tsc) - $(cat "$OUT/grub.tsc")))"
check "the kernel's script begins" firmware_says grub '@@lucid begin'
note "instructions to the child's script: $(($(tsc) - $(cat "$OUT/grub.tsc")))"
firmware_ends grub 0
got=$(tr -d '\r' <"$OUT/grub.com1" | sed -n 's/^root //p')
mount -o loop,ro /tmp/root /mnt
same "the kernel's root is what GRUB read" "$got" "$(sha256sum </mnt/boot/vmlinuz | cut -d ' ' -f 1)"
umount /mnt
grep '^exit' "$OUT/grub.stats" | sed 's/^/# /'
check "every page is back" clean_parent
