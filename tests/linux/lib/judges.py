# SPDX-License-Identifier: GPL-2.0-only
"""A root directory with programs of other people that judge our drivers, for tests/linux/lib/disks.py.

Debian's programs as they are installed here, with the libraries that they are linked to.
"""

import os
import pathlib
import shutil
import subprocess

PROGRAMS = ("fio", "badblocks", "mke2fs", "e2fsck", "mkfs.xfs", "xfs_repair", "blkdiscard", "iperf3", "ethtool")
SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"


def _copy(tree, name):
    target = tree / name.lstrip("/")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, target)


def root(tree):
    """Fill the directory. A program that is not installed is an error that names it."""
    for name in PROGRAMS:
        path = shutil.which(name, path=SEARCH)
        if not path:
            raise FileNotFoundError(f"{name} is not installed: run tools/setup")
        target = tree / "bin" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        run = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
        for word in run.stdout.split():
            if word.startswith("/"):
                _copy(tree, word)
    for name in ("dev", "proc", "sys", "tmp", "etc"):
        (tree / name).mkdir()
    (tree / "etc/passwd").write_text("root:x:0:0:root:/:/bin/sh\n")


def size(tree):
    """Bytes of an image that holds it, with some room."""
    used = sum(os.path.getsize(p) for p in pathlib.Path(tree).rglob("*") if p.is_file())
    return (used * 6 // 5 + (8 << 20)) >> 20 << 20
