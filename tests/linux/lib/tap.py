# SPDX-License-Identifier: GPL-2.0-only
"""KTAP for the host's tests of tools/run, and a way to start it."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
_count = 0


def note(text):
    for line in str(text).splitlines()[-20:]:
        print("# " + line, flush=True)


def check(name, passed, why=""):
    """One result."""
    global _count
    _count += 1
    if not passed:
        note(why)
    print(f"{'ok' if passed else 'not ok'} {_count} {name}", flush=True)


def same(name, got, want):
    check(name, got == want, f"got {got!r}, want {want!r}")


def end():
    print(f"1..{_count}", flush=True)


def run(*args):
    """Status, standard output (bytes) and standard error of tools/run with these arguments."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "run", *map(str, args)], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")
