# SPDX-License-Identifier: GPL-2.0-only
# A tiny VMM sees the exits of a few instructions as the specification has them: port I/O of every size, HLT, a
# VP that waits for SIPI; and ioctls refuse bad arguments. Does not prove: exits that the module deals with.
# order: 33

exits >/tmp/out 2>&1
same "status" $? 0
note "$(grep '^#' /tmp/out)"
results /tmp/out
check "every page is back" clean_parent
