# SPDX-License-Identifier: GPL-2.0-only
# The drivers of the option ROM under Debian's OVMF, in two starts with the same variables. First: from FAT in GPT a
# program that asks every function of BlockIo, BlockIo2, SimpleNetwork and Rng for every status, while a back end is
# killed. It changes the boot order and resets. Then, in that order: an image by OVMF's own DHCP and HTTP clients;
# OVMF's shell, which reads and writes FAT; a unified kernel image, for which nothing of the firmware's is shared any
# more. Does not prove: PXE, GRUB, or that an installed system's own boot entries fare well.
# boot: devices
# disk: system
# seconds: 200
# order: 61

. /job/lib/firmware.sh

MARK=LUCID-UEFI-COMPLIANCE-SCRATCH
cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
for name in scratch locked; do
	printf $MARK >/tmp/$name
	truncate -s 2M /tmp/$name
done
cp /tmp/locked /tmp/locked.was
tunctl -t tap5 >/dev/null && ip addr add 10.79.0.1/24 dev tap5 && ip link set tap5 up
: >/tmp/leases
cat >/tmp/udhcpd.conf <<'END'
start 10.79.0.2
end 10.79.0.9
interface tap5
lease_file /tmp/leases
siaddr 10.79.0.1
boot_file http://10.79.0.1/boot.efi
opt subnet 255.255.255.0
opt router 10.79.0.1
opt 60 48545450436c69656e74
END
udhcpd -f /tmp/udhcpd.conf >"$OUT/udhcpd.log" 2>&1 &
httpd -f -vv -p 10.79.0.1:80 -h /job/uefi/www >"$OUT/httpd.log" 2>&1 &

# begin NAME MIB VPS: a start of the same machine, bigger or smaller.
begin() {
	firmware_start "$1" --mem "$2" --vps "$3" --nvram /tmp/vars --rom /job/uefi/lucid.rom --tap tap5 \
		--disk /job/uefi/comply.img,ro --disk /tmp/scratch --disk /tmp/locked,ro --disk "$DISK"
}

begin first 128 1
check "it reads until its back ends are killed" firmware_says first 'until the back end is killed'
note "instructions to the loader and its disk: $(($(tsc) - $(cat "$OUT/first.tsc")))"
kill -KILL $(pidof lucid-blkd)
printf LUCID-UEFI-KILLED | dd of=/tmp/scratch bs=512 seek=1 conv=notrunc 2>/dev/null
firmware_ends first 3
note "instructions: $(($(tsc) - $(cat "$OUT/first.tsc"))), ROM of $(wc -c </job/uefi/lucid.rom) bytes"
tr -d '\r' <"$OUT/first.com1" | grep '^#'
results "$OUT/first.com1"
check "the application came to its end" grep -q '^1\.\.' "$OUT/first.com1"
check "its line came on the console" grep -q LUCID-UEFI-TERMINAL "$OUT/first.console"
check "the back ends of all disks were killed" [ "$(grep -c 'ended by signal 9$' "$OUT/first.vmm")" = 4 ]
check "the read-only disk is what it was" cmp /tmp/locked /tmp/locked.was
check "first: every page is back" clean_parent

begin second 256 4
check "[EXIT-10] [FW-4] the variables are there: HTTP is first" firmware_says second 'comes from a network card'
note "instructions to the image from the network: $(($(tsc) - $(cat "$OUT/second.tsc")))"
lucid-vmm --firmware "$FIRMWARE/OVMF_CODE_4M.fd" --nvram /tmp/vars >/tmp/said 2>&1
same "the variables for another guest meanwhile: status" $? 2
check "refused: another guest uses it" grep -q "another guest uses it" /tmp/said
check "the shell is next, and waits for a key" firmware_says second 'any other key'
firmware_type ''
check "its script runs" firmware_says second 'shell: comp says 0x0'
check "the last disk is next: Linux starts" firmware_says second '@@lucid begin'
note "instructions to the child's script: $(($(tsc) - $(cat "$OUT/second.tsc")))"
firmware_ends second 0
note "instructions: $(($(tsc) - $(cat "$OUT/second.tsc")))"
results "$OUT/second.com1"
check "it came by HTTP" grep -q '^# by HTTP' "$OUT/second.com1"
check "DHCP has given an address" grep -q 'sending ACK' "$OUT/udhcpd.log"
said() { tr -d '\r' <"$OUT/second.com1" | sed -n "s/^$1 //p"; }
same "[FW-1] its processors" "$(said cpus)" 4
same "it has UEFI's run-time services" "$(said efi)" yes
same "[DEV-11] pages that are shared after ExitBootServices" "$(said shared)" 0
check "it has counted" [ "$(said private)" -gt 20000 ]
same "modules that the platform device and the bus have loaded" "$(said modules)" "blk clock console net ptp system "
same "Linux reads the second disk" "$(said scratch)" "$(sha256sum </tmp/scratch | cut -d ' ' -f 1)"
check "Linux reaches the parent" [ "$(said ping)" -lt 10 ]
check "a disk was opened by firmware and by Linux" grep -q 'blk 1: generation 2 is READY' "$OUT/second.log"
grep '^exit' "$OUT/second.stats" | sed 's/^/# /'
check "second: every page is back" clean_parent
