# SPDX-License-Identifier: GPL-2.0-only
"""Disk images with real files and known sums, and what the host checks of them after a run; for demo and tests."""

import hashlib
import pathlib
import re
import subprocess

SIZE = 64 << 20
SOURCES = ("/usr/include", "/usr/share/doc", "/usr/lib/python3")


def files(tree, count=1000, total=16 << 20):
    """Copy real files of this machine into tree, with a list of their SHA-256 sums; returns how many."""
    tree = pathlib.Path(tree)
    sums, used = [], 0
    sources = (p for top in SOURCES for p in sorted(pathlib.Path(top).rglob("*"))
               if p.is_file() and not p.is_symlink())
    for n, source in enumerate(sources):
        data = source.read_bytes()
        if used + len(data) > total:
            continue
        name = f"{n % 32:02}/{n:05}-{re.sub('[^A-Za-z0-9.]', '_', source.name)[-60:]}"
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_bytes(data)
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        used += len(data)
        if len(sums) >= count:
            break
    (tree / "SHA256SUMS").write_text("".join(sums))
    return len(sums)


def ext4(path, tree, size=SIZE):
    """An ext4 image of a directory tree."""
    path.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-F", "-E", "root_owner=0:0", "-d", tree, path,
                    f"{size >> 10}k"], check=True, stdout=subprocess.DEVNULL)


def read_file(image, name):
    """A file out of an ext4 image, by e2fsprogs."""
    return subprocess.run(["debugfs", "-R", f"cat {name}", image], capture_output=True, check=True).stdout


def fsck(image):
    """What e2fsck says about an image, which it does not change; empty if it is clean."""
    run = subprocess.run(["e2fsck", "-fn", image], capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else (run.stdout + run.stderr).strip()
