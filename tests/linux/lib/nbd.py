# SPDX-License-Identifier: GPL-2.0-only
"""A root directory with nbdkit, lucid-nbdd and their libraries, for tests/linux/lib/disks.py.

They are Debian's, as they are installed here, and lie where they look for each other.
"""

import pathlib
import shutil
import subprocess

from lucidtools import paths

MODULES = pathlib.Path("/usr/lib/x86_64-linux-gnu/nbdkit")
PLUGINS = ("memory", "file")
FILTERS = ("delay", "error", "readahead")


def _libraries(path):
    run = subprocess.run(["ldd", path], capture_output=True, text=True, check=True)
    return [word for word in run.stdout.split() if word.startswith("/")]


def root(tree):
    """Fill the directory. What is not installed is an error that names it."""
    nbdkit = shutil.which("nbdkit")
    if not nbdkit:
        raise FileNotFoundError("nbdkit is not installed: run tools/setup")
    programs = (nbdkit, paths.VMM.parent / "lucid-nbdd")
    files = [MODULES / "plugins" / f"nbdkit-{name}-plugin.so" for name in PLUGINS]
    files += [MODULES / "filters" / f"nbdkit-{name}-filter.so" for name in FILTERS]
    needed = {name for path in (*programs, *files) for name in _libraries(path)}
    for name in sorted(map(str, needed | set(files))):
        target = tree / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, target)
    (tree / "bin").mkdir()
    for path in programs:
        shutil.copy(path, tree / "bin")
