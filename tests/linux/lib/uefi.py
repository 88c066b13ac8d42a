# SPDX-License-Identifier: GPL-2.0-only
"""What tests with firmware find in /job/uefi: the option ROM, and disks with FAT, with and without GPT, whose boot
loader is a test application or a unified kernel image with a child's root; for boots.py."""

import pathlib
import subprocess
import tempfile

from lucidtools import cpio, gpt, initramfs, modules, paths

STUB = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub"
OUT = paths.BUILD / "uefi"
LOADER = "EFI/BOOT/BOOTX64.EFI"
CMDLINE = b"console=ttyS0,115200 loglevel=4 panic=-1 mitigations=off cryptomgr.notests"
# Where the parts of a unified kernel image go, far enough from each other and from the stub.
SECTIONS = ((".osrel", 0x20000), (".cmdline", 0x30000), (".initrd", 0x100000), (".linux", 0x1000000))

# The child counts what firmware left shared before any driver of ours is there, then uses the same devices.
HANDED_OVER = """\
insmod /job/shared.ko
echo "shared $(cat /sys/module/shared/parameters/pages)"
echo "private $(cat /sys/module/shared/parameters/private)"
for name in lucid lucid_blk lucid_net lucid_system; do
	insmod /lib/modules/$name.ko || echo "$name.ko does not load"
done
echo "scratch $(sha256sum </dev/lcd1 | cut -d ' ' -f 1)"
ip addr add 10.81.0.2/24 dev eth0 && ip link set eth0 up
n=0; until ping -q -c 1 -W 1 10.81.0.1 >/dev/null || [ $n = 10 ]; do n=$((n + 1)); done
echo "ping $n"
echo "efi $([ -d /sys/firmware/efi ] && echo yes)"
"""


def fat(path, mib, files):
    """A disk that is one FAT file system, without partitions: a dictionary of names and contents."""
    with open(path, "wb") as out:
        out.truncate(mib << 20)
    subprocess.run(["/sbin/mkfs.vfat", path], check=True, stdout=subprocess.DEVNULL)
    folders = {p.as_posix() for name in files for p in pathlib.PurePosixPath(name).parents} - {"."}
    for name in sorted(folders):
        subprocess.run(["mmd", "-i", path, f"::/{name}"], check=True)
    with tempfile.NamedTemporaryFile() as part:
        for name, data in files.items():
            pathlib.Path(part.name).write_bytes(data)
            subprocess.run(["mcopy", "-i", path, part.name, f"::/{name}"], check=True)


def partitioned(path, part):
    """A disk whose one GPT partition is that image."""
    data = part.read_bytes()
    at = gpt.create(path, [("EFI", len(data))])["EFI"]
    with open(path, "r+b") as disk:
        disk.seek(at)
        disk.write(data)


def initrd(script):
    """A child's root with a script of its own, and the module that counts."""
    top = cpio.Archive()
    top.data("job/script", script.encode())
    top.data("job/env", b"LUCID_MODULES=none\n")
    top.data("job/shared.ko", modules.stripped(paths.module("shared")))
    return initramfs.child() + top.bytes()


def unified(out, kernel, root, cmdline):
    """Stub, command line, kernel and root in one image, as systemd describes it."""
    with tempfile.TemporaryDirectory() as tree:
        parts = {".osrel": b"ID=lucid\n", ".cmdline": cmdline, ".linux": kernel, ".initrd": root}
        args = []
        for name, at in SECTIONS:
            path = pathlib.Path(tree, name)
            path.write_bytes(parts[name])
            args += ["--add-section", f"{name}={path}", "--change-section-vma", f"{name}={at:#x}"]
        subprocess.run(["objcopy", *args, STUB, out], check=True)


def put(bundle):
    """Make everything and put it into a bundle of jobs."""
    for makefile in ("guest/uefi/Makefile", "tests/uefi/Makefile"):
        subprocess.run(["make", "-s", "-f", paths.ROOT / makefile], check=True, stdout=subprocess.DEVNULL)
    top, release = paths.kernel_tree()
    kernel = (top / "boot" / ("vmlinuz-" + release)).read_bytes()
    unified(OUT / "linux.efi", kernel, initrd(HANDED_OVER), CMDLINE)
    for name, path in (("comply", OUT / "comply.efi"), ("netboot", OUT / "comply/netboot.efi"),
                       ("order", OUT / "comply/order.efi"), ("linux", OUT / "linux.efi")):
        loader = path.read_bytes()
        fat(OUT / (name + ".img"), (len(loader) >> 20) + 4, {LOADER: loader})
        bundle.put(f"uefi/{name}.img", (OUT / (name + ".img")).read_bytes())
    partitioned(OUT / "gpt.img", OUT / "comply.img")
    bundle.put("uefi/gpt.img", (OUT / "gpt.img").read_bytes())
    bundle.put("uefi/www/boot.efi", (OUT / "comply/netboot.efi").read_bytes())
    bundle.put("uefi/lucid.rom", (OUT / "lucid.rom").read_bytes())
