# SPDX-License-Identifier: GPL-2.0-only
"""What judges.py, nbd.py, passt.py and uefi.py share: Debian's programs and the libraries that they are linked to."""

import shutil
import subprocess

SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"


def find(program):
    """Its path. One that is not installed is an error that names it."""
    path = shutil.which(program, path=SEARCH)
    if not path:
        raise FileNotFoundError(f"{program} is not installed: run tools/setup")
    return path


def place(tree, name, where=None):
    """Copy a file to its own place or this one, once."""
    target = tree / str(where or name).lstrip("/")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, target)


def libraries(tree, path):
    """Place what a program or library is linked to."""
    run = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
    for word in run.stdout.split():
        if word.startswith("/"):
            place(tree, word)
