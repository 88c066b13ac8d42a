# SPDX-License-Identifier: GPL-2.0-only
"""Finds the modules of Debian's kernel that others need, in the order in which to load them."""

import pathlib
import subprocess
import tempfile


def _field(path, name):
    run = subprocess.run(["modinfo", "-F", name, path], capture_output=True, text=True, check=False)
    if run.returncode:
        raise ValueError(f"{path}: not a kernel module")
    return run.stdout.strip()


def stripped(path):
    """A module without its debug information, which is most of its size, and without a signature: to check one
    costs a kernel 200 M instructions.
    """
    with tempfile.NamedTemporaryFile(suffix=".ko") as out:
        subprocess.run(["strip", "-g", "-o", out.name, path], check=True)
        return pathlib.Path(out.name).read_bytes()


class Tree:
    """The modules of one installed kernel."""

    def __init__(self, top, release):
        self.release = release
        base = pathlib.Path(top) / "lib/modules" / release
        self.paths = {p.stem.replace("-", "_"): p for p in (base / "kernel").rglob("*.ko")}
        self.builtin = {pathlib.Path(line).stem.replace("-", "_")
                        for line in (base / "modules.builtin").read_text().split()}

    def needs(self, path, known=()):
        """Paths of the modules that a module file depends on, those to load first in front."""
        order = []
        for name in filter(None, _field(path, "depends").split(",")):
            name = name.replace("-", "_")
            if name in self.builtin or name in known:
                continue
            if name not in self.paths:
                raise ValueError(f"{path} needs a module {name}, which kernel {self.release} does not have")
            order += self.needs(self.paths[name], known) + [self.paths[name]]
        return list(dict.fromkeys(order))

    def order(self, names):
        """Paths of named modules with all that they need; what is built in is left out."""
        order = []
        for name in names:
            if name in self.builtin:
                continue
            if name not in self.paths:
                raise ValueError(f"kernel {self.release} has no module {name}")
            order += self.needs(self.paths[name]) + [self.paths[name]]
        return list(dict.fromkeys(order))


def check(path, release):
    """Refuse a file that is no module of this kernel, before anything boots; release may be None: any."""
    magic = _field(path, "vermagic")
    if release and magic.split(" ")[0] != release:
        raise ValueError(f"{path}: built for kernel {magic.split(' ')[0] or '?'}, the child's is {release}")
