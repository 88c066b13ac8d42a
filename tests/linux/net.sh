# SPDX-License-Identifier: GPL-2.0-only
# A child reaches its parent: ping, and 8 MiB over HTTP with the right SHA-256. Does not prove: the way out of
# the parent.
# boot: devices
# seconds: 240
# order: 22

net_up /job/serve
script /tmp/s <<'S'
ping -c 3 -i 0.1 -W 5 10.77.0.1 | sed -n 's/.* \([0-9]*\) packets received.*/received \1/p'
wget -q -O /tmp/data http://10.77.0.1/data || echo "wget: status $?"
sha256sum /tmp/data | cut -d ' ' -f 1
wget -q -O /dev/null http://10.77.0.1/nothing 2>/dev/null || echo "no such file"
cat /sys/class/net/*/mtu | sort | head -n 1
S
LUCID_NET=parent child_run net /tmp/s --tap tap0
same "exit status" $? 0
same "what the child saw" "$(child_out net)" "received 3
$(sha256sum /job/serve/data | cut -d ' ' -f 1)
no such file
1500"
check "every page is back" clean_parent
