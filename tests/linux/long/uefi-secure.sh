# SPDX-License-Identifier: GPL-2.0-only
# Secure Boot with Microsoft's keys, from lucid disks: the loader on the first disk, which nobody signed, is refused;
# from the second come shim, GRUB and Debian's kernel, each signed, and that kernel knows that it has to refuse modules
# which are not. Does not prove: that such a child holds against its own kernel: there is no SMM.
# boot: devices
# seconds: 400
# order: 65

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.ms.fd" /tmp/vars
firmware_start secure --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk /job/uefi/unsigned.img,ro \
	--disk /job/uefi/signed.img,ro
check "the unsigned loader is refused" firmware_says secure 'Boot0001 .*: Access Denied'
note "instructions to the refusal: $(($(tsc) - $(cat "$OUT/secure.tsc")))"
check "shim starts GRUB" firmware_says secure 'Welcome to GRUB'
check "GRUB starts a kernel that knows" firmware_says secure 'UEFI Secure Boot is enabled'
check "the child's script begins" firmware_says secure '@@lucid begin'
note "instructions to the child's script: $(($(tsc) - $(cat "$OUT/secure.tsc")))"
firmware_ends secure 0
said() { tr -d '\r' <"$OUT/secure.com1" | sed -n "s/^$1 //p"; }
same "the kernel is locked down" "$(said lockdown)" "none [integrity] confidentiality"
same "a module without a signature is" "$(said unsigned)" refused
check "every page is back" clean_parent
