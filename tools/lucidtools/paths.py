# SPDX-License-Identifier: GPL-2.0-only
"""Where things are in the tree and on the machine, for every tool; no tool spells a path itself."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
IMAGES = BUILD / "images"
HYPERVISOR = BUILD / "hv" / "lucid.elf"
VMM = BUILD / "vmm" / "lucid-vmm"
GUEST_MODULES = ("lucid", "lucid_blk", "lucid_net", "lucid_clock", "lucid_ptp", "lucid_console",
                 "lucid_system")
TEST_MODULES = ("poke", "shared")


class Missing(Exception):
    """A file that a tool needs is not there; the text says which and what makes it."""


def module(name):
    """The .ko that the kernel build made of one of our modules, or None."""
    return next((BUILD / "modules").rglob(name + ".ko"), None)


def kernel_release():
    """The release of the newest Debian cloud kernel that we have headers for."""
    names = [p.name for p in pathlib.Path("/lib/modules").glob("*-cloud-amd64")
             if (p / "build").exists()]
    if not names:
        raise Missing("no headers of Debian's cloud kernel: run tools/setup")
    return max(names, key=lambda n: [int(x) for x in n.split("-cloud")[0].replace("-", ".").split(".")])


def kernel_tree():
    """A root that holds boot/vmlinuz-* and lib/modules/*: the machine's, or one unpacked by setup."""
    release = kernel_release()
    for top in (pathlib.Path("/"), BUILD / "kernel"):
        if (top / "boot" / ("vmlinuz-" + release)).exists() and \
           (top / "lib/modules" / release / "kernel").exists():
            return top, release
    raise Missing(f"no kernel image {release}: run tools/setup")


def need(path, maker):
    """The path, if it is there; else an error that names what makes it."""
    if not os.path.exists(path):
        raise Missing(f"{path} is not there: {maker} makes it")
    return path
