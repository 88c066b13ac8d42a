# SPDX-License-Identifier: GPL-2.0-only
# Transfers with sums: the parent answers at port 10 with a file, at port 9 so many bytes with their sum.

fetched() {
	exec 3<>/dev/tcp/10.77.0.1/10
	sha256sum <&3
	exec 3>&-
}

sent() {
	exec 3<>/dev/tcp/10.77.0.1/9
	cat /tmp/data >&3
	cat <&3
	exec 3>&-
}

head -c 262144 /dev/urandom >/tmp/data
sum=$(sha256sum </tmp/data)
came=$(fetched)
