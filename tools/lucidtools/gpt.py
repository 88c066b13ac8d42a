# SPDX-License-Identifier: GPL-2.0-only
"""Writes a disk of named GPT partitions and reads them back: how data gets to a platform and from it."""

import os
import struct
import zlib

SECTOR = 512
ALIGN = 2048
ENTRIES = 128
CYLINDER = 16 * 63 * SECTOR
TYPE = bytes.fromhex("af3dc60f838472478e793d69d8477de4")


def _guid(n):
    return b"Lucid data disk!"[:12] + struct.pack("<I", n)


def _header(here, other, table, last, crc):
    head = struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, here, other, 34,
                       last, _guid(0), table, ENTRIES, 128, crc)
    return head[:16] + struct.pack("<I", zlib.crc32(head)) + head[20:]


def layout(sizes):
    """First sectors of partitions of these many sectors, and the size of the disk in bytes."""
    starts, at = [], ALIGN
    for size in sizes:
        starts.append(at)
        at += -(-size // ALIGN) * ALIGN
    total = (at + 34) * SECTOR
    return starts, -(-total // CYLINDER) * CYLINDER


def create(path, parts):
    """Make a sparse disk of [(name, size in bytes)]; returns the byte offset of each by name."""
    if len(parts) > ENTRIES:
        raise ValueError(f"{len(parts)} partitions, at most {ENTRIES}")
    sizes = [size // SECTOR for _, size in parts]
    if any(size % SECTOR or not size for _, size in parts):
        raise ValueError("a partition is not a whole number of sectors")
    starts, total = layout(sizes)
    end = total // SECTOR - 1
    table = b"".join(
        TYPE + _guid(i + 1) + struct.pack("<QQQ", start, start + size - 1, 0) +
        name.encode("utf-16-le").ljust(72, b"\0")
        for i, ((name, _), start, size) in enumerate(zip(parts, starts, sizes)))
    table = table.ljust(ENTRIES * 128, b"\0")
    crc = zlib.crc32(table)
    mbr = bytes(446) + struct.pack("<BBHBBHII", 0, 0, 2, 0xEE, 0xFF, 0xFFFF, 1, end) + bytes(48) + b"\x55\xaa"
    with open(path, "wb") as f:
        os.truncate(f.fileno(), total)
        f.write(mbr + _header(1, end, 2, end - 33, crc).ljust(SECTOR, b"\0") + table)
        f.seek((end - 32) * SECTOR)
        f.write(table + _header(end, 1, end - 32, end - 33, crc).ljust(SECTOR, b"\0"))
    return {name: start * SECTOR for (name, _), start in zip(parts, starts)}


def copy(src, src_at, dst, dst_at, size):
    """Copy between files, leaving holes where there are only zeroes and dst has none to overwrite."""
    fresh = os.fstat(dst.fileno()).st_blocks == 0
    src.seek(src_at)
    done = 0
    while done < size:
        data = src.read(min(1 << 20, size - done))
        if not data:
            raise OSError(f"{src.name} ends {size - done} bytes early")
        if not fresh or data.strip(b"\0"):
            dst.seek(dst_at + done)
            dst.write(data)
        done += len(data)
