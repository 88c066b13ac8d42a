# SPDX-License-Identifier: GPL-2.0-only
"""Runs the tests of each boot in one session, and boots again for what a crash left undone; for tests/linux/run."""

import dataclasses
import fcntl
import struct
import subprocess

import disks
import uefi
from lucidtools import jobs, modules, paths, platforms, session

LIB = paths.ROOT / "tests" / "linux" / "lib"
CONF = paths.BUILD / "conf"
BARE_LOG = paths.BUILD / "check" / "bare" / "dmesg"
CPUS = {"bare": 2, "two": 2, "one": 1, "devices": 1}
LIMIT = 400_000_000_000


@dataclasses.dataclass
class Verdict:
    """The lines that a test printed, and what is wrong with its end, if anything."""
    lines: list
    trouble: str = ""


def _build():
    """Programs that tests start in the parent; one at a time, as two boots may be prepared at once."""
    with open(paths.BUILD / "images.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for makefile in ("tests/conf/Makefile", "tests/parents.mk"):
            subprocess.run(["make", "-s", "-f", paths.ROOT / makefile], check=True, stdout=subprocess.DEVNULL)


def _guests(bundle):
    """The freestanding guests of tests/conf, for tests that start them."""
    _build()
    for path in sorted(CONF.glob("*.elf")):
        bundle.put("conf/" + path.name, path.read_bytes())
    bundle.put("conf/list", (paths.ROOT / "tests/conf/list").read_bytes())
    for name in ("partner", "scripted"):
        bundle.put(f"{name}/lucid-{name}", (paths.BUILD / name / f"lucid-{name}").read_bytes())


def _script(test, number):
    disk = f"export DISK=$(partition disk{number})\n" if test.disk else ""
    return f"{disk}. /job/lib/check.sh\n{test.path.read_text()}\nend\n"


def _base():
    """Where the hypervisor's image is in memory: the first segment's address."""
    elf = paths.HYPERVISOR.read_bytes()
    first = struct.unpack_from("<Q", elf, 32)[0]
    return struct.unpack_from("<Q", elf, first + 24)[0]


def _bundle(run, tests):
    bundle = run.bundle
    bundle.env["HV_BASE"] = hex(_base())
    if BARE_LOG.exists():
        bundle.put("bare/dmesg", BARE_LOG.read_bytes())
    for path in sorted(LIB.glob("*.sh")):
        bundle.put(f"lib/{path.name}", path.read_bytes())
    bundle.put("serve/data", disks.DATA)
    _guests(bundle)
    for name in (*paths.GUEST_MODULES, *paths.TEST_MODULES):
        if paths.module(name):
            bundle.put(f"modules/{name}.ko", modules.stripped(paths.module(name)))
    tree = modules.Tree(*paths.kernel_tree())
    for path in tree.order(["bridge"]):
        bundle.put(f"modules/{path.name}", modules.stripped(path))
    uefi.put(bundle, [test.path.read_text() for test in tests])
    made = {}
    for test in tests:
        if test.disk:
            made[test] = disks.make(test.disk, run.dir / f"{test.name}.img")
            bundle.disks.append(jobs.Disk(made[test].path))
        bundle.add(test.job, _script(test, len(bundle.disks) - 1), test.seconds, bool(test.again))
    return made


def _judge(test, result, made):
    lines = result.stdout.decode(errors="replace").splitlines()
    if result.status is None:
        return Verdict(lines, "no status")
    if made:
        lines = disks.check(made, result, lines)
    return Verdict(lines, "" if result.status == 0 or any(x.startswith("not ok") for x in lines)
                   else f"exit status {result.status}")


def _boot(boot, tests, platform):
    """One boot; yields verdicts of the tests that were reached, and stops at the first that was not."""
    run = session.Session(paths.BUILD / "check" / f"linux-{boot}")
    made = _bundle(run, tests)
    if boot == "bare":
        run.bundle.env["LUCID_BARE"] = "1"
    outcome, results = run.run(platform, CPUS[boot], limit=LIMIT, bare=boot == "bare")
    run.bundle.take_disks()
    lost = False
    for test in tests:
        result = results.get(test.job)
        if result:
            run.save_as(test.name, result)
            if boot == "bare" and "dmesg" in result.files:
                BARE_LOG.parent.mkdir(parents=True, exist_ok=True)
                BARE_LOG.write_bytes(result.files["dmesg"])
            yield test, _judge(test, result, made.get(test))
        elif not lost:
            lost = True
            yield test, Verdict([], "the machine failed: " + run.why(outcome))
    run.close()


def run(tests, platform):
    """Verdicts of all tests, boot by boot."""
    platform = platforms.choose(platform)
    for boot in CPUS:
        left = sorted((t for t in tests if t.boot == boot), key=lambda t: t.job)
        while left:
            done = []
            for test, verdict in _boot(boot, left, platform):
                done.append(test)
                yield test, verdict
            left = [t for t in left if t not in done]
