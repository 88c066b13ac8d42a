# SPDX-License-Identifier: GPL-2.0-only
"""Disk images that tests ask for by name, and what the host checks of them after the run."""

import dataclasses
import hashlib
import pathlib
import random
import re
import shutil
import subprocess
import tempfile

DATA = random.Random(8).randbytes(8 << 20)
SIZE = 64 << 20


@dataclasses.dataclass
class Made:
    """An image and its kind."""
    kind: str
    path: pathlib.Path


def _ext4(path, tree, size=SIZE):
    path.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-F", "-E", "root_owner=0:0", "-d", tree, path, f"{size >> 10}k"],
                   check=True)


def files(tree, count=1000, total=16 << 20):
    """Real files, copied from this machine's own, with a list of their SHA-256 sums."""
    tree = pathlib.Path(tree)
    sums, used = [], 0
    sources = (p for top in ("/usr/include", "/usr/share/doc", "/usr/lib/python3")
               for p in sorted(pathlib.Path(top).rglob("*")) if p.is_file() and not p.is_symlink())
    for n, source in enumerate(sources):
        data = source.read_bytes()
        if used + len(data) > total:
            continue
        name = f"{n % 32:02}/{n:05}-{re.sub('[^A-Za-z0-9.]', '_', source.name)[-60:]}"
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_bytes(data)
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        used += len(data)
        if len(sums) >= count:
            break
    (tree / "SHA256SUMS").write_text("".join(sums))
    return len(sums)


def make(kind, path):
    """The image of a kind: "files" (ext4 with 1,000 files), "empty" (ext4), "raw" (a pattern)."""
    with tempfile.TemporaryDirectory() as tree:
        if kind == "files":
            files(tree)
        if kind == "raw":
            path.write_bytes(random.Random(1).randbytes(4 << 20))
        else:
            _ext4(path, tree)
    return Made(kind, path)


def read_file(image, name):
    """A file out of an ext4 image, by e2fsprogs."""
    run = subprocess.run(["debugfs", "-R", f"cat {name}", image], capture_output=True, check=True)
    return run.stdout


def fsck(image):
    """What e2fsck says about an image that it may not change; empty if it is clean."""
    run = subprocess.run(["e2fsck", "-fn", image], capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else (run.stdout + run.stderr).strip()


def check(made, result, lines):
    """Add the host's results to those of the test: file system clean, written file as the child said."""
    if made.kind == "raw":
        return lines
    extra = []
    said = fsck(made.path)
    extra += [f"# {line}" for line in said.splitlines()[:10]]
    extra.append(("not ok" if said else "ok", "e2fsck of the disk on the host is clean"))
    want = re.search(rb"^written ([0-9a-f]{64})", result.stdout, re.M)
    if want:
        got = hashlib.sha256(read_file(made.path, "written")).hexdigest()
        extra.append(("ok" if got == want[1].decode() else "not ok", "the file that the child wrote has its sum"))
    shutil.copy(made.path, made.path.with_suffix(".failed")) if said else made.path.unlink()
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
