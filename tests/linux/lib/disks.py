# SPDX-License-Identifier: GPL-2.0-only
"""Disk images that tests ask for by name, and what the host checks of them after the run."""

import dataclasses
import hashlib
import pathlib
import random
import re
import shutil
import tempfile

import judges
import nbd
import passt
import uefi
from lucidtools import sample

ROOTS = {"judges": judges.root, "nbd": nbd.root, "passt": passt.root}
DATA = random.Random(8).randbytes(8 << 20)


@dataclasses.dataclass
class Made:
    """An image and its kind."""
    kind: str
    path: pathlib.Path


def make(kind, path):
    """The image of a kind: "files" (ext4 with 1,000 files), "empty" (ext4), "raw" (a pattern),
    "judges" (ext4 with programs of other people, to change root to), "nbd" (ext4 with nbdkit), "passt" (the
    same with passt), "system" (what firmware starts)."""
    if kind == "system":
        uefi.system(path)
        return Made(kind, path)
    with tempfile.TemporaryDirectory() as tree:
        if kind in ROOTS:
            ROOTS[kind](pathlib.Path(tree))
            sample.ext4(path, tree, judges.size(pathlib.Path(tree)))
            return Made(kind, path)
        if kind == "files":
            sample.files(tree)
        if kind == "raw":
            path.write_bytes(random.Random(1).randbytes(4 << 20))
        else:
            sample.ext4(path, tree)
    return Made(kind, path)


def check(made, result, lines):
    """Add the host's results to those of the test: file system clean, written file as the child said."""
    if made.kind == "system":
        lines = _renumber(lines, uefi.check_system(made.path))
    if made.kind in (*ROOTS, "system"):
        made.path.unlink()
    if made.kind in ("raw", *ROOTS, "system"):
        return lines
    extra = []
    said = sample.fsck(made.path)
    extra += [f"# {line}" for line in said.splitlines()[:10]]
    extra.append(("not ok" if said else "ok", "e2fsck of the disk on the host is clean"))
    want = re.search(rb"^written ([0-9a-f]{64})", result.stdout, re.M)
    if want:
        got = hashlib.sha256(sample.read_file(made.path, "written")).hexdigest()
        extra.append(("ok" if got == want[1].decode() else "not ok", "the file that the child wrote has its sum"))
    if said:
        shutil.copy(made.path, made.path.with_suffix(".failed"))
    made.path.unlink()
    return _renumber(lines, extra)


def _renumber(lines, extra):
    plan = [i for i, line in enumerate(lines) if line.startswith("1..")]
    if not plan:
        return lines
    n = int(lines[plan[-1]][3:])
    out = lines[:plan[-1]]
    for item in extra:
        if isinstance(item, tuple):
            n += 1
            item = f"{item[0]} {n} {item[1]}"
        out.append(item)
    return out + [f"1..{n}"]
