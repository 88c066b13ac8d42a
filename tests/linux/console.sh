# SPDX-License-Identifier: GPL-2.0-only
# 256 KiB of every byte value come through the console unchanged and in order. Does not prove: input.
# boot: devices
# order: 24

script /tmp/s <<'S'
i=0
while [ $i -lt 256 ]; do
	printf "\\$(printf '%03o' $i)"
	i=$((i + 1))
done >/tmp/256
for i in 1 2 3 4; do cat /tmp/256 /tmp/256 /tmp/256 /tmp/256; done >/tmp/4k
for i in 1 2 3 4 5 6 7 8; do cat /tmp/4k /tmp/4k; done >/tmp/64k
cat /tmp/64k /tmp/64k /tmp/64k /tmp/64k >/tmp/all
sha256sum /tmp/all | cut -d ' ' -f 1 >&2
cat /tmp/all
S
child_run console /tmp/s
same "exit status" $? 0
# What comes first is the sum that the child computed, 65 bytes with its newline.
begin=$(grep -an '^@@lucid begin$' "$OUT/console.console" | head -n 1 | cut -d : -f 1)
tail -n +$((${begin:-0} + 1)) "$OUT/console.console" >/tmp/text
want=$(head -c 64 /tmp/text)
got=$(tail -c +66 /tmp/text | head -c 262144 | sha256sum | cut -d ' ' -f 1)
same "sum of what came through" "$got" "$want"
check "every page is back" clean_parent
