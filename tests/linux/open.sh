# SPDX-License-Identifier: GPL-2.0-only
# An open child (--memory open) boots and works like a private one. Does not prove: that the parent sees
# its memory.
# order: 12

echo 'cat /proc/cpuinfo | grep -c ^processor' >/tmp/s
child_run open /tmp/s --memory open
same "exit status" $? 0
same "output" "$(child_out open)" 1
check "every page is back" clean_parent
