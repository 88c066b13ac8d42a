# SPDX-License-Identifier: GPL-2.0-only
"""A root directory with nbdkit, lucid-nbdd and their libraries, for tests/linux/lib/disks.py.

They are Debian's, as they are installed here, and lie where they look for each other.
"""

import pathlib

import roots
from lucidtools import paths

MODULES = pathlib.Path("/usr/lib/x86_64-linux-gnu/nbdkit")
PLUGINS = ("memory", "file", "eval")
FILTERS = ("delay", "error", "readahead")


def root(tree):
    """Fill the directory. What is not installed is an error that names it."""
    programs = (roots.find("nbdkit"), paths.VMM.parent / "lucid-nbdd")
    files = [MODULES / "plugins" / f"nbdkit-{name}-plugin.so" for name in PLUGINS]
    files += [MODULES / "filters" / f"nbdkit-{name}-filter.so" for name in FILTERS]
    for path in files:
        roots.place(tree, path)
    for path in programs:
        roots.place(tree, path, f"bin/{pathlib.Path(path).name}")
    for path in (*files, *programs):
        roots.libraries(tree, path)
