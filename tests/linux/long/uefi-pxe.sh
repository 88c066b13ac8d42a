# SPDX-License-Identifier: GPL-2.0-only
# Debian's OVMF starts a unified kernel image over PXE: by its own boot manager, which finds no disk, with its own DHCP
# and TFTP clients, from dnsmasq in the parent. Nothing of the card that it came by is shared with the firmware any
# more, and that kernel uses it. Does not prove: IPv6, or a loader that fetches more files by itself.
# boot: devices
# seconds: 400
# order: 66

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
tunctl -t tap6 >/dev/null && ip addr add 10.79.0.1/24 dev tap6 && ip link set tap6 up
# dnsmasq knows users by name, writes a file in a place that is not here, and asks for three seconds whether an address
# is in use.
mkdir -p /etc
echo root:x:0:0:root:/:/bin/sh >/etc/passwd
echo root:x:0: >/etc/group
$(cat /job/uefi/dnsmasq) --keep-in-foreground --pid-file --log-facility=- --log-dhcp --user=root --group=root \
	--conf-file=/dev/null --port=0 --interface=tap6 --bind-interfaces --dhcp-range=10.79.0.2,10.79.0.9 --no-ping \
	--dhcp-leasefile=/tmp/leases --dhcp-boot=linux.efi --enable-tftp --tftp-root=/job/uefi/tftp \
	>"$OUT/dnsmasq.log" 2>&1 &
server=$!
firmware_start pxe --mem 256 --nvram /tmp/vars --rom /job/uefi/lucid.rom --tap tap6
# seen NAME WORDS: a result, and when.
seen() {
	check "$1" firmware_says pxe "$2"
	note "instructions to that: $(($(tsc) - $(cat "$OUT/pxe.tsc")))"
}
seen "firmware asks for an address" 'Start PXE over IPv4'
seen "and gets it" 'Downloading NBP file'
seen "$(wc -c </job/uefi/tftp/linux.efi) bytes come" 'NBP file downloaded successfully'
seen "the boot manager starts it" 'BdsDxe: starting Boot.* "UEFI PXEv4'
seen "the child's script begins" '@@lucid begin'
firmware_ends pxe 0
kill $server
said() { tr -d '\r' <"$OUT/pxe.com1" | sed -n "s/^$1 //p"; }
same "pages that are shared after ExitBootServices" "$(said shared)" 0
check "it has counted" [ "$(said private)" -gt 20000 ]
same "modules that the platform device and the bus have loaded" "$(said modules)" "clock console net ptp system "
check "Linux reaches the parent" [ "$(said ping)" -lt 10 ]
check "dnsmasq has given an address" grep -q 'DHCPACK(tap6)' "$OUT/dnsmasq.log"
check "and sent the image" grep -q 'sent /job/uefi/tftp/linux.efi to 10.79.0' "$OUT/dnsmasq.log"
check "the card was opened by firmware and by Linux" grep -q 'net 0: generation 2 is READY' "$OUT/pxe.log"
grep '^exit' "$OUT/pxe.stats" | sed 's/^/# /'
check "every page is back" clean_parent
