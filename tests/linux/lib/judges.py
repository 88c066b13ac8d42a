# SPDX-License-Identifier: GPL-2.0-only
"""A root directory with programs of other people that judge our drivers, for tests/linux/lib/disks.py.

Debian's programs as they are installed here, with the libraries that they are linked to.
"""

import os
import pathlib

import roots
import selftests

PROGRAMS = ("fio", "badblocks", "mke2fs", "e2fsck", "mkfs.xfs", "xfs_repair", "blkdiscard", "iperf3", "nuttcp",
            "ethtool")
# Of the kernel's own tests of timers, those that take a second at most.
TIMERS = ("inconsistency-check", "valid-adjtimex", "set-tai")


def timers(tree):
    """Those tests, beside the programs."""
    for name in TIMERS:
        path = selftests.timers() / name
        roots.place(tree, path, f"bin/{name}")
        roots.libraries(tree, path)


def root(tree, programs=PROGRAMS):
    """Fill the directory. A program that is not installed is an error that names it."""
    for name in programs:
        path = roots.find(name)
        roots.place(tree, path, f"bin/{name}")
        roots.libraries(tree, path)
    if programs is PROGRAMS:
        timers(tree)
    for name in ("dev", "proc", "sys", "tmp", "etc"):
        (tree / name).mkdir()
    (tree / "etc/passwd").write_text("root:x:0:0:root:/:/bin/sh\n")


def size(tree):
    """Bytes of an image that holds it, with some room."""
    used = sum(os.path.getsize(p) for p in pathlib.Path(tree).rglob("*") if p.is_file())
    return (used * 6 // 5 + (8 << 20)) >> 20 << 20
