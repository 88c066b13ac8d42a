# SPDX-License-Identifier: GPL-2.0-only
# Disks that go away under Debian's OVMF: one whose file is cut off in the middle of the boot loader, so that firmware's
# read of it fails half way, and one whose back end dies for good before firmware comes to it. Both times lucid-vmm says
# so, firmware says what it cannot start, and goes on to its shell, from which SIGTERM powers it off [SYS-1]. Does not
# prove: a disk that comes back; uefi.sh does.
# boot: devices
# seconds: 300
# order: 70

. /job/lib/firmware.sh

# begin NAME OPTION...: with variables of its own.
begin() {
	cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
	firmware_start "$1" --mem 256 --nvram /tmp/vars --rom /job/uefi/lucid.rom --disk "$2"
}

finish() {
	check "$1: the shell is next" firmware_says "$1" 'any other key'
	note "$1: instructions: $(($(tsc) - $(cat "$OUT/$1.tsc")))"
	tr -d '\r' <"$OUT/$1.com1" | grep -a 'BdsDxe\|Lucid\|lucid' | sed 's/^/# /'
	sed 's/^/# /' "$OUT/$1.vmm"
	kill "$VMM"
	firmware_ends "$1" 0
	check "$1: every page is back" clean_parent
}

cp /job/uefi/bootmgr.img /tmp/cut
# Firmware that may write repairs the partition table at the end of the disk, and the file is as long as before.
begin cut /tmp/cut,ro
until [ "$(pidof lucid-blkd)" ]; do usleep 10000; done
truncate -s 8M /tmp/cut
check "the loader cannot be read to its end" firmware_says cut 'failed to load Boot.* "UEFI Misc Device"'
finish cut
check "lucid-vmm says so" grep -q 'blk 0: read at byte [0-9]*: error' "$OUT/cut.vmm"

begin dead /job/uefi/kept.img,ro
last=
for n in 1 2 3 4 5; do
	until process=$(pidof lucid-blkd) && [ "$process" != "$last" ]; do usleep 10000; done
	kill -KILL "$process"
	last=$process
done
finish dead
check "lucid-vmm gives it up" grep -q 'blk 0: .*too often, it is given up' "$OUT/dead.vmm"
