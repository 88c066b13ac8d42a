# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own tests of timers, built from Debian's linux-source-6.1, for tests/judge and tests/linux/judges.sh."""

import fcntl
import subprocess

from lucidtools import paths

SOURCE = "/usr/src/linux-source-6.1.tar.xz"
TOP = "linux-source-6.1"
TESTS = TOP + "/tools/testing/selftests"
OUT = paths.BUILD / "selftests"


def timers():
    """A directory with them; built once, by one at a time."""
    folder = OUT / TESTS / "timers"
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "built").exists():
            return folder
        parts = [f"{TESTS}/{name}" for name in ("timers", "lib.mk", "kselftest.h", "kselftest_harness.h")]
        subprocess.run(["tar", "-xf", SOURCE, "-C", OUT, *parts, TOP + "/scripts/subarch.include", TOP + "/Makefile"],
                       check=True)
        subprocess.run(["make", "-s", "-C", folder, f"OUTPUT={folder}"], check=True, stdout=subprocess.DEVNULL)
        (folder / "built").touch()
    return folder
