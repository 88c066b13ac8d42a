# SPDX-License-Identifier: GPL-2.0-only
# Debian's OVMF, unmodified, comes to its shell in a private child; it takes what is typed at the serial port, keeps a
# variable in flash memory [EXIT-10], resets and powers off. Does not prove: that it finds a disk or a network.
# boot: devices
# seconds: 400
# order: 60

. /job/lib/firmware.sh

cp "$FIRMWARE/OVMF_VARS_4M.fd" /tmp/vars
firmware_start shell --nvram /tmp/vars
check "shell: it comes up" firmware_says shell 'Shell> '
note "instructions to the shell: $(($(tsc) - $(cat "$OUT/shell.tsc")))"
firmware_type 'setvar lucid -guid 12345678-1234-1234-1234-123456789abc -nv -bs =0x5aa5'
firmware_type 'reset'
firmware_ends shell 3
note "$(grep '^exit' "$OUT/shell.stats")"
check "[EXIT-10] the variables have changed" [ "$(cmp -l /tmp/vars "$FIRMWARE/OVMF_VARS_4M.fd" | wc -l)" -gt 10 ]

firmware_start again --nvram /tmp/vars
check "again: it comes up" firmware_says again 'Shell> '
firmware_type 'setvar lucid -guid 12345678-1234-1234-1234-123456789abc'
check "again: the variable is there" firmware_says again '5A A5\|A5 5A'
firmware_type 'reset -s'
firmware_ends again 0
check "every page is back" clean_parent
note "$(tail -c 1500 "$OUT/again.com1")"
