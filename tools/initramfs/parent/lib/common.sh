# SPDX-License-Identifier: GPL-2.0-only
# What the parent's /init and its jobs both use.

# say TEXT: a line for tools/ on the machine's serial port.
say() { echo "@@ $*" >/dev/console; }

# partition NAME: the device of a partition of the data disk.
partition() { cat "/tmp/part/$1"; }
