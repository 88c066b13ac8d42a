# SPDX-License-Identifier: GPL-2.0-only
"""Checks Linux kernel images and takes the vmlinux out of a bzImage; for the image builder and tools/run."""

import bz2
import lzma
import struct
import subprocess
import zlib

MULTIBOOT_SEARCH = 8192
MULTIBOOT_MAGIC = 0x1BADB002


class BadKernel(Exception):
    """The file is no kernel that can be started; the text names the value that is wrong."""


def _bzimage(data):
    """Offsets (payload, length) in a bzImage whose size agrees with its own header."""
    setup = (data[0x1F1] or 4) + 1
    version, = struct.unpack_from("<H", data, 0x206)
    syssize, = struct.unpack_from("<I", data, 0x1F4)
    if version < 0x20C:
        raise BadKernel(f"boot protocol {version >> 8}.{version & 255:02}, at least 2.12 is needed")
    want = setup * 512 + syssize * 16
    if len(data) < want:
        raise BadKernel(f"truncated bzImage: its header says {want} bytes, the file has {len(data)}")
    offset, length = struct.unpack_from("<II", data, 0x248)
    offset += setup * 512
    if offset + length > len(data):
        raise BadKernel(f"bzImage payload ends at {offset + length}, the file at {len(data)}")
    return offset, length


def _elf(data):
    """Check that every loadable segment of an ELF kernel lies within the file."""
    if data[4] != 2 or struct.unpack_from("<H", data, 18)[0] != 62:
        raise BadKernel("an ELF file, but not for x86-64")
    phoff, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    if size != 56 or phoff + size * count > len(data):
        raise BadKernel(f"truncated ELF: program headers end at {phoff + size * count}, "
                        f"the file at {len(data)}")
    loads = 0
    for i in range(count):
        kind, _, off, _, _, filesz = struct.unpack_from("<IIQQQQ", data, phoff + i * size)
        if kind == 1 and off + filesz > len(data):
            raise BadKernel(f"truncated ELF: a segment ends at {off + filesz}, the file at {len(data)}")
        loads += kind == 1
    if not loads:
        raise BadKernel("an ELF file without a loadable segment")


def _multiboot(data):
    """Whether there is a multiboot header, version 1; lucid-vmm looks at what it says."""
    words = struct.unpack_from(f"<{min(len(data), MULTIBOOT_SEARCH) // 4}I", data)
    return any(words[i] == MULTIBOOT_MAGIC and sum(words[i:i + 3]) % 2**32 == 0 for i in range(len(words) - 2))


def check(data):
    """'bzImage', 'multiboot' or 'vmlinux'; BadKernel if it is none of them or not whole."""
    if len(data) >= 0x260 and data[0x202:0x206] == b"HdrS":
        _bzimage(data)
        return "bzImage"
    if _multiboot(data):
        return "multiboot"
    if len(data) >= 64 and data[:4] == b"\x7fELF":
        _elf(data)
        return "vmlinux"
    if not data:
        raise BadKernel("the file is empty")
    raise BadKernel(f"neither bzImage nor ELF (it has {len(data)} bytes and starts with {data[:4].hex()})")


def trim(data):
    """An ELF kernel without what is not loaded (symbols, relocations), holes, and zeroes at the end of segments."""
    _elf(data)
    phoff, = struct.unpack_from("<Q", data, 32)
    count, = struct.unpack_from("<H", data, 56)
    heads = [list(struct.unpack_from("<IIQQQQQQ", data, phoff + i * 56)) for i in range(count)]
    loads = [h for h in heads if h[0] == 1]
    out, moved = bytearray(4096), {}
    for head in loads:
        part = data[head[2]:head[2] + head[5]].rstrip(b"\0")
        moved[head[2]] = (len(out), head[5])
        head[2], head[5] = len(out), len(part)
        out += part + bytes(-len(part) % 4096)
    for head in (h for h in heads if h[0] != 1):
        new = [to + head[2] - at for at, (to, size) in moved.items() if at <= head[2] < at + size]
        head[2] = new[0] if new else 0
    out[:64] = data[:64]
    struct.pack_into("<Q", out, 32, 64)
    struct.pack_into("<Q", out, 40, 0)
    struct.pack_into("<HHH", out, 58, 0, 0, 0)
    for i, head in enumerate(heads):
        struct.pack_into("<IIQQQQQQ", out, 64 + i * 56, *head)
    return bytes(out)


def _filter(program, data):
    run = subprocess.run(program, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return run.stdout


def vmlinux(data):
    """The ELF kernel inside a bzImage, so that no time goes into unpacking it while booting."""
    if check(data) == "vmlinux":
        return data
    offset, length = _bzimage(data)
    packed = data[offset:offset + length]
    ways = (
        (b"\x1f\x8b", lambda p: zlib.decompressobj(31).decompress(p)),
        (b"BZh", lambda p: bz2.BZ2Decompressor().decompress(p)),
        (b"\xfd7zXZ", lambda p: lzma.LZMADecompressor().decompress(p)),
        (b"\x5d\0\0", lambda p: lzma.LZMADecompressor().decompress(p)),
        (b"\x02\x21\x4c\x18", lambda p: _filter(["lz4", "-dc"], p[:-4])),
        (b"\x28\xb5\x2f\xfd", lambda p: _filter(["zstd", "-dc"], p)),
        (b"\x7fELF", lambda p: p),
    )
    for magic, unpack in ways:
        if packed.startswith(magic):
            out = unpack(packed)
            if check(out) == "vmlinux":
                return out
    raise BadKernel(f"a bzImage with a payload that starts with {packed[:4].hex()}: not known")


def for_child(data):
    """What lucid-vmm gets: a vmlinux as small as can be, or the multiboot kernel as it is."""
    return data if check(data) == "multiboot" else trim(vmlinux(data))
