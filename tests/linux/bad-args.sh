# SPDX-License-Identifier: GPL-2.0-only
# A child makes every call that it can with every argument that must be refused, and gets the status that the
# specification has for it. Does not prove: the parent's calls; those are made on the host (core-bad-args).
# order: 13

guest bad-args 0
guest policy 0
check "every page is back" clean_parent
