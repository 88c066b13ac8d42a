# SPDX-License-Identifier: GPL-2.0-only
"""Boots the platform once for a bundle of jobs, and hands back their results; for tools/run, demo and tests."""

import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from lucidtools import images, jobs, machine, modules, paths, platforms


def say(text):
    """Progress, for a person."""
    print(text, file=sys.stderr, flush=True)


def ready(bare=False, args=images.PARENT):
    """Build what a run needs; one at a time, so that two runs at once do not write the same images.

    args: the parent's command line.
    """
    paths.IMAGES.mkdir(parents=True, exist_ok=True)
    with open(paths.BUILD / "images.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not bare:
            subprocess.run(["make", "-s", "-C", paths.ROOT, "all"], check=True, stdout=sys.stderr)
        images.build(args=args, say=lambda text: None)
    if not bare:
        paths.need(paths.HYPERVISOR, "make")


def child_extra(files):
    """An archive with modules of the user and what they need; empty if there are none."""
    return images.extra_modules(modules.Tree(*paths.kernel_tree()), files) if files else b""


# Lines of the serial port that tell a person nothing; the log has them all.
DULL = re.compile(r"\s*$|fig |.*BIOS-e820|.*KASLR|\[ +0\.0000")
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Session:
    """A directory with a bundle of jobs; run() boots once."""

    def __init__(self, log=None, keep=False):
        self.temp = None
        if not log:
            base = paths.BUILD / "run"
            base.mkdir(parents=True, exist_ok=True)
            log, self.temp = tempfile.mkdtemp(dir=base), not keep
        self.dir = pathlib.Path(log).resolve()
        self.dir.mkdir(parents=True, exist_ok=True)
        self.bundle = jobs.Bundle(self.dir)
        self.started, self.lines = time.monotonic(), []

    def _line(self, line):
        self.lines.append(line)
        line = ESCAPES.sub("", line)
        if not DULL.match(line):
            say(f"[{time.monotonic() - self.started:5.1f} s] {line}")

    def run(self, platform, cpus=1, megs=1024, limit=0, interactive=False, bare=False):
        """Boot, run all jobs; returns (machine.Outcome, results by name)."""
        self.bundle.make()
        boot = paths.IMAGES / ("bare.img" if bare else "boot.img")
        spec = machine.Machine(self.dir, boot, self.bundle.image, cpus, megs, limit, interactive)
        outcome = platforms.run(platform, spec, self.lines.append if interactive else self._line)
        return outcome, self.bundle.results()

    def why(self, outcome):
        """The best reason for a run without a result: the platform's, else the last words of the serial port."""
        errors = [line for line in self.lines if line.startswith("@@ error: ")]
        return outcome.reason or (errors or [f"no result; see {self.dir / 'serial.log'}"])[0].removeprefix("@@ ")

    def close(self):
        """Remove big files, and everything if nobody asked to keep it."""
        for name in ("boot.img", "data.img", "results.tar", "job.img"):
            (self.dir / name).unlink(missing_ok=True)
        if self.temp:
            shutil.rmtree(self.dir, ignore_errors=True)

    def save_as(self, name, result):
        """Put a job's files into a directory of their own beside the logs."""
        folder = self.dir / name
        shutil.rmtree(folder, ignore_errors=True)
        for file, data in [*result.files.items(), ("stdout", result.stdout)]:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(data)

    def save(self, result):
        """Put a job's files beside the logs."""
        for name, data in result.files.items():
            (self.dir / os.path.basename(name)).write_bytes(data)
        (self.dir / "job.out").write_bytes(result.stdout)
