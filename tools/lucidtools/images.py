# SPDX-License-Identifier: GPL-2.0-only
"""Builds build/images: the boot disks, with the hypervisor and without, and the child's kernel and root."""

import os
import shutil
import subprocess
import tempfile

from lucidtools import bootdisk, cpio, initramfs, kernel, modules, paths

SERIAL = "console=ttyS0,115200 earlyprintk=serial,ttyS0,115200"
# The hypervisor answers the TSC leaves with the truth; a bare Bochs does not, so there Linux is told.
# With two CPUs Bochs 2.7 wakes a CPU from MWAIT late or not at all, so Linux idles by HLT.
# Linux tests its cryptography at each start: 900 M instructions that have nothing to do with us.
PARENT = SERIAL + " mitigations=off cryptomgr.notests nokaslr tsc=reliable idle=halt loglevel=4 panic=-1"
BARE = PARENT + " tsc_early_khz=400000"

HYPERVISOR_CFG = """\
serial --unit=0 --speed=115200
terminal_output serial
multiboot2 (hd0,msdos1)/boot/lucid.elf
module2 (hd0,msdos1)/boot/kernel kernel {args}
module2 (hd0,msdos1)/boot/initrd initrd
boot
"""

BARE_CFG = """\
serial --unit=0 --speed=115200
terminal_output serial
linux (hd0,msdos1)/boot/kernel {args}
initrd (hd0,msdos1)/boot/initrd
boot
"""


def _write(path, data):
    """Replace a file only when it changes, so that what depends on it is not made again."""
    if path.exists() and path.read_bytes() == data:
        return
    tmp = path.with_suffix(".new")
    tmp.write_bytes(data)
    tmp.rename(path)


def _disk(name, kernel_file, config, hypervisor=None):
    with tempfile.TemporaryDirectory(dir=paths.IMAGES) as tree:
        boot = os.path.join(tree, "boot")
        os.mkdir(boot)
        shutil.copy(kernel_file, os.path.join(boot, "kernel"))
        shutil.copy(paths.IMAGES / "parent.cpio", os.path.join(boot, "initrd"))
        if hypervisor:
            shutil.copy(hypervisor, os.path.join(boot, "lucid.elf"))
        new = paths.IMAGES / (name + ".new")
        bootdisk.make(new, tree, config)
        new.rename(paths.IMAGES / name)


def extra_modules(tree, files):
    """An archive with modules of the user and what they need of Debian's, for a child's first root."""
    ours = paths.GUEST_MODULES
    order = []
    for path in files:
        order += tree.needs(path, known=ours + tuple(p.stem for p in files)) + [path]
    archive = cpio.Archive()
    for path in dict.fromkeys(order):
        archive.file("job/modules/" + path.name, path)
    archive.data("job/modules/order", "".join(p.name + "\n" for p in dict.fromkeys(order)).encode())
    return archive.bytes()


def build(parent="bzImage", args=PARENT, say=print):
    """Make everything that can be made; returns the names of the disks."""
    paths.IMAGES.mkdir(parents=True, exist_ok=True)
    top, release = paths.kernel_tree()
    tree = modules.Tree(top, release)
    image = top / "boot" / ("vmlinuz-" + release)
    vmlinux = paths.IMAGES / ("vmlinux-" + release)
    if not vmlinux.exists() or vmlinux.stat().st_mtime < image.stat().st_mtime:
        say(f"images: taking vmlinux out of {image}")
        _write(vmlinux, kernel.trim(kernel.vmlinux(image.read_bytes())))
    subprocess.run(["make", "-s", "-f", paths.ROOT / "tests/progs/Makefile"], check=True)
    child = initramfs.child()
    _write(paths.IMAGES / "parent.cpio", initramfs.parent(tree, vmlinux, child))
    say("images: bare.img")
    _disk("bare.img", image, BARE_CFG.format(args=BARE))
    if not paths.HYPERVISOR.exists():
        say(f"images: no {paths.HYPERVISOR.relative_to(paths.ROOT)} yet, so no boot.img")
        return ["bare.img"]
    say("images: boot.img")
    _disk("boot.img", vmlinux if parent == "vmlinux" else image, HYPERVISOR_CFG.format(args=args),
          paths.HYPERVISOR)
    return ["bare.img", "boot.img"]
