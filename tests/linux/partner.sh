# SPDX-License-Identifier: GPL-2.0-only
# What takes a child and a parent that works on another CPU at the same time: pages that were read until the moment
# they were taken back [MEM-6] [HC-MEM-RELEASE-1], and events in both directions as fast as they can be made, none of
# which may be lost [EVENT-1] [HC-EVENT-RAISE-1]. Does not prove: the same with more CPUs.
# boot: two
# order: 32

cp /job/partner/lucid-partner /tmp/lucid-partner
chmod +x /tmp/lucid-partner

both() {
	/tmp/lucid-partner "$1" --kernel "/job/conf/$2.elf" --mem 32 --console-out "$OUT/$2.console" \
		>/tmp/partner.out 2>/tmp/partner.err
	same "$1: exit status" $? 0
	note "$(cat /tmp/partner.err)"
	results /tmp/partner.out "$1: "
	results "$OUT/$2.console" "$2: "
	tr -d '\r' <"$OUT/$2.console" | grep '^#' | head -n 20
}

both revoke revoked
both storm storm
check "every page is back" clean_parent
check "the kernel has no complaint" [ "$(dmesg -r | grep -c '^<[0-2]>')" = 0 ]
