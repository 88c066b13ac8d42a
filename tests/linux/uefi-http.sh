# SPDX-License-Identifier: GPL-2.0-only
# Debian's OVMF gets an address and a loader from the parent with its own DHCP and HTTP clients, through the network
# driver of the option ROM, and starts it. Does not prove: TFTP, IPv6, or what a boot order makes of it.
# boot: devices
# seconds: 200
# order: 63

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
cp /job/uefi/netboot.img /tmp/loader
tunctl -t tap7 >/dev/null && ip addr add 10.80.0.1/24 dev tap7 && ip link set tap7 up
: >/tmp/leases
cat >/tmp/udhcpd.conf <<'END'
start 10.80.0.2
end 10.80.0.9
interface tap7
lease_file /tmp/leases
siaddr 10.80.0.1
boot_file http://10.80.0.1/boot.efi
opt subnet 255.255.255.0
opt router 10.80.0.1
opt 60 48545450436c69656e74
END
udhcpd -f /tmp/udhcpd.conf >"$OUT/udhcpd.log" 2>&1 &
dhcp=$!
httpd -f -vv -p 10.80.0.1:80 -h /job/uefi/www >"$OUT/httpd.log" 2>&1 &
http=$!
firmware_start http --nvram /tmp/vars --rom /job/uefi/lucid.rom --tap tap7 --disk /tmp/loader
firmware_ends http 0
kill $dhcp $http
note "instructions: $(($(tsc) - $(cat "$OUT/http.tsc")))"
results "$OUT/http.com1"
check "it has come to the image from the network" grep -q 'the image from the network runs' "$OUT/http.com1"
check "DHCP has given an address" grep -q 'sending ACK' "$OUT/udhcpd.log"
tail -n 5 "$OUT/httpd.log" | sed 's/^/# /'
check "every page is back" clean_parent
