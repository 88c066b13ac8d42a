# SPDX-License-Identifier: GPL-2.0-only
# A child's console has the size of the parent's terminal, from the start and when it changes [CONS-3]. Does not
# prove: that the child's kernel tells its processes, which is the terminal layer's business.
# boot: devices
# order: 25

script /tmp/s <<'S'
poll() { n=0; until [ "$(stty size </dev/hvc0)" = "$1" ] || [ $n = 100 ]; do usleep 50000; n=$((n + 1)); done; }
echo "first $(stty size </dev/hvc0)"
echo wider >/dev/hvc0
poll "50 132"
echo "then $(stty size </dev/hvc0)"
S
stty -F /dev/ttyS0 rows 33 cols 111
child_start size /tmp/s --console-in /dev/ttyS0
child_says size wider
stty -F /dev/ttyS0 rows 50 cols 132
kill -WINCH "$VMM"
child_wait size
same "exit status" $? 0
same "what the child saw" "$(child_out size | grep -v -x wider)" "first 33 111
then 50 132"
check "every page is back" clean_parent
