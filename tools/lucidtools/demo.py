# SPDX-License-Identifier: GPL-2.0-only
"""The demo's inputs, what the host checks afterwards, and the table at its end; for tools/demo."""

import hashlib
import pathlib
import random
import re
import shutil
import subprocess
import tempfile

from lintlib import ccode, sizes, tree
from lucidtools import jobs, paths, sample

FILES = paths.ROOT / "tools" / "demo-files"
DATA = random.Random(8).randbytes(8 << 20)


def prepare(run):
    """The disk, the served directory, the job; returns the number of files on the disk."""
    disk = run.dir / "disk.img"
    with tempfile.TemporaryDirectory() as top:
        count = sample.files(top)
        sample.ext4(disk, top)
    serve = run.dir / "serve"
    shutil.rmtree(serve, ignore_errors=True)
    (serve / "cgi-bin").mkdir(parents=True)
    for name in ("exits", "date"):
        shutil.copy(FILES / name, serve / "cgi-bin")
    (serve / "data").write_bytes(DATA)
    (serve / "data.sum").write_text(hashlib.sha256(DATA).hexdigest() + "\n")
    subprocess.run(["make", "-s", "-f", paths.ROOT / "tests/conf/Makefile"], check=True, stdout=subprocess.DEVNULL)
    bundle = run.bundle
    bundle.put("child/script", (FILES / "child.sh").read_bytes())
    bundle.put("bench.elf", (paths.BUILD / "conf" / "bench.elf").read_bytes())
    bundle.serve(serve)
    bundle.disks = [jobs.Disk(disk)]
    bundle.env = {"LUCID_LIVE": "1", "LUCID_NET": "parent", "LUCID_INIT": "1"}
    bundle.add("demo", (FILES / "parent.sh").read_text(), seconds=1 << 30)
    return count


def check_disk(run, out):
    """What the host sees of the disk: [(passed, text)]."""
    disk = run.dir / "disk.img"
    said = sample.fsck(disk)
    results = [(not said, "e2fsck -fn on the host: " + ("clean" if not said else said))]
    want = re.search(rb"^written ([0-9a-f]{64})", out, re.M)
    got = hashlib.sha256(sample.read_file(disk, "written")).hexdigest()
    results.append((bool(want) and want[1].decode() == got, f"the written file's SHA-256 on the host: {got}"))
    return results


def _code_size():
    """Lines of code of the hypervisor and the bytes of its image, as lint counts them."""
    files, _ = tree.load(paths.ROOT)
    lines = sum(ccode.lines_of_code(f) for f in files if f.in_hv and f.suffix in tree.C_LIKE)
    return lines, sizes.image_size(paths.HYPERVISOR)


def _boot_figures(run, result):
    """Instructions to the parent's first process and, from the start of lucid-vmm, to the child's."""
    up = next((int(line.split()[2]) for line in run.lines if line.startswith("@@ up ")), 0)
    com1 = result.files.get("child.com1", b"") + result.files.get("child.console", b"")
    child = re.search(rb"@@lucid init (\d+)", com1)
    return up, int(child[1]) if child else 0


def table(run, result, out):
    """Rows (what, ticks, exits) for the end."""
    said = re.findall(r"^fig (\w+) (-?\d+)", out.decode(errors="replace"), re.M)
    figures = {name: int(value) for name, value in said}
    costs = dict(re.findall(r"^bench: (\S+) (\d+)", result.files.get("cost", b"").decode().replace("\r", ""), re.M))
    stats = dict(re.findall(r"^(\w+) (\d+)$", result.files.get("child.stats", b"").decode(), re.M))
    up, init = _boot_figures(run, result)
    lines, size = _code_size()
    get = figures.get
    return [
        ("power-on to the parent's /init", up, "-"),
        ("start of lucid-vmm to the child's /init", init, "-"),
        ("null hypercall", costs.get("null-hypercall", "?"), 1),
        ("CPUID", costs.get("cpuid", "?"), 1),
        ("port read, answered in user space", costs.get("port-in", "?"), 1),
        ("clock_gettime", get("clock_ticks", "?"), 0),
        ("4 KiB read of a RAM-backed disk, QD1", get("read_ticks", "?"), f"{get('read_exits_1000', 0) / 1000:.2f}"),
        ("1 MiB received by HTTP (wget, httpd)", get("net_ticks", "?"), f"{get('net_exits_8', 0) / 8:.0f}"),
        ("the child's whole life", "-", stats.get("exits", "?")),
        ("hypervisor: lines of code", lines, "-"),
        ("hypervisor: bytes of image", size, "-"),
    ]


def clean(run):
    shutil.rmtree(run.dir / "serve", ignore_errors=True)
    pathlib.Path(run.dir / "disk.img").unlink(missing_ok=True)
