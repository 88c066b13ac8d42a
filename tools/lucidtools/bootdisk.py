# SPDX-License-Identifier: GPL-2.0-only
"""Makes a bootable BIOS disk: MBR and GRUB's core in the gap before one ext2 partition; for tools/image."""

import os
import struct
import subprocess
import tempfile

GRUB = "/usr/lib/grub/i386-pc"
MODULES = ["biosdisk", "part_msdos", "ext2", "multiboot2", "linux", "echo", "serial", "terminal", "test", "halt"]
START = 2048
CYLINDER = 516096


def _core(config, out):
    """GRUB's core image, which runs the configuration at once, without its shell or a menu."""
    subprocess.run(["grub-mkimage", "-O", "i386-pc", "-d", GRUB, "-p", "(hd0,msdos1)/boot/grub",
                    "-c", config, "-o", out, *MODULES], check=True)
    with open(out, "rb") as f:
        core = bytearray(f.read())
    # The first sector loads the others: tell it that they follow directly.
    struct.pack_into("<Q", core, 512 - 12, 2)
    return bytes(core)


def make(path, tree, config):
    """Write the disk: tree is what its file system holds, config what GRUB does."""
    with tempfile.TemporaryDirectory() as tmp:
        cfg = os.path.join(tmp, "grub.cfg")
        with open(cfg, "w", encoding="ascii") as f:
            f.write(config)
        core = _core(cfg, os.path.join(tmp, "core.img"))
    if len(core) > (START - 1) * 512:
        raise ValueError(f"GRUB's core of {len(core)} bytes does not fit before the partition")
    used = sum(os.path.getsize(os.path.join(top, n)) for top, _, names in os.walk(tree) for n in names)
    size = START * 512 + used + used // 50 + (4 << 20)
    size += -size % CYLINDER
    with open(os.path.join(GRUB, "boot.img"), "rb") as f:
        mbr = bytearray(f.read(512))
    struct.pack_into("<Q", mbr, 0x5C, 1)
    mbr[446:510] = struct.pack("<BBHBBHII", 0x80, 0, 2, 0x83, 0xFE, 0xFFFF,
                               START, size // 512 - START).ljust(64, b"\0")
    mbr[510:512] = b"\x55\xaa"
    with open(path, "wb") as f:
        os.truncate(f.fileno(), size)
        f.write(bytes(mbr) + core)
    blocks = (size - START * 512) // 4096
    # Extents and large blocks: GRUB reads what lies together at once.
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-b", "4096", "-I", "256", "-m", "0", "-N", "64", "-F",
                    "-O", "none,filetype,sparse_super,extents", "-E", f"offset={START * 512},root_owner=0:0",
                    "-d", tree, path, str(blocks)], check=True, stdout=subprocess.DEVNULL)
