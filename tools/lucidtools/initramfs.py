# SPDX-License-Identifier: GPL-2.0-only
"""Makes the first root file systems of parent and child; for tools/image."""

import os
import subprocess

from lucidtools import cpio, modules, paths

SOURCE = paths.ROOT / "tools" / "initramfs"
BUSYBOX = "/bin/busybox"
PARENT_NEEDS = ("ata_piix", "sd_mod", "tun", "loop", "msr")


def _base():
    archive = cpio.Archive()
    for name in ("proc", "sys", "dev", "tmp", "mnt", "root"):
        archive.dir(name)
    archive.char("dev/console", 5, 1)
    archive.char("dev/null", 1, 3)
    archive.file("bin/busybox", paths.need(BUSYBOX, "tools/setup"))
    archive.link("bin/sh", "busybox")
    return archive


def program(archive, path, name):
    """Add a program and the libraries that it is linked to, if any."""
    archive.file(name, path)
    run = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
    for word in run.stdout.split():
        if word.startswith("/") and word.strip("/") not in archive.names:
            archive.file(word, word)


def _helpers(archive):
    """Our small programs, for measuring and for tests: one binary with several names."""
    for path in sorted((paths.BUILD / "progs").glob("*")):
        if path.is_symlink():
            archive.link("bin/" + path.name, os.readlink(path))
        elif not path.suffix:
            archive.file("bin/" + path.name, path)


def parent(tree, child_kernel, child_root):
    """busybox, what Debian's kernel needs to see its disks, lucid_parent.ko, lucid-vmm, and a child's kernel
    and root: Bochs' firmware reads its disk faster than a Linux in it does.
    """
    archive = _base()
    archive.file("init", SOURCE / "parent" / "init")
    for path in sorted((SOURCE / "parent" / "lib").iterdir()):
        archive.file("lib/lucid/" + path.name, path)
    order = tree.order(PARENT_NEEDS)
    for path in order:
        archive.data("lib/modules/" + path.name, modules.stripped(path))
    archive.data("lib/modules/order", "".join(p.name + "\n" for p in order).encode())
    module = paths.module("lucid_parent")
    if module:
        archive.data("lib/modules/lucid_parent.ko", modules.stripped(module))
    # The libraries of lucid-nbdd are half as large as all the rest: who needs it brings it.
    for path in sorted(paths.VMM.parent.glob("lucid*")):
        if not path.suffix and path.name != "lucid-nbdd":
            program(archive, path, "bin/" + path.name)
    _helpers(archive)
    archive.file("child/kernel", child_kernel)
    archive.data("child/initrd", child_root)
    return archive.bytes()


def child():
    """busybox and the guest's modules; a job adds its script, and modules of the user."""
    archive = _base()
    archive.file("init", SOURCE / "child" / "init")
    for name in ("poweroff", "reboot"):  # where the kernel looks for them
        archive.link("sbin/" + name, "/bin/busybox")
    for name in paths.GUEST_MODULES:
        module = paths.module(name)
        if module:
            archive.data(f"lib/modules/{name}.ko", modules.stripped(module))
    _helpers(archive)
    return archive.bytes()
