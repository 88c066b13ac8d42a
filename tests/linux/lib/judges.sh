# SPDX-License-Identifier: GPL-2.0-only
# What the tests with judges may call, in the parent and, with this file in front of its script, in the child.
#
#   in_root DEVICE               programs of this disk, below /mnt, see this machine
#   judge NAME PROGRAM ARG...    one result: what such a program says; its last words if it is no good
#   expect NAME GOT WANT         one result: are the two the same? In the child, where there is no check.sh

in_root() {
	mount -t ext4 -o ro "$1" /mnt
	for d in dev proc sys; do mount --bind /$d /mnt/$d; done
	mount -t tmpfs tmpfs /mnt/tmp
}

judge() {
	name=$1 program=$2
	shift 2
	# By its path, or it is busybox's of that name.
	if chroot /mnt "/bin/$program" "$@" >/tmp/said 2>&1; then
		echo "ok $name"
	else
		echo "# status $?"
		tail -n 5 /tmp/said | sed 's/^/# /'
		echo "not ok $name"
	fi
}

expect() {
	[ "$2" = "$3" ] && echo "ok $1" && return
	echo "# $2, not $3"
	echo "not ok $1"
}
