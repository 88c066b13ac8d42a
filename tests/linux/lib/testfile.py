# SPDX-License-Identifier: GPL-2.0-only
"""Finds the test files and reads their headers; for tests/linux/run.

A header is the comment at the start of a file: a sentence on what the test proves, and lines "key: value":
  boot: one | devices | two | bare
                              the machine: one CPU, the same once more for tests of
                              devices, two CPUs, or two without the hypervisor           (one)
  disk: KIND                  a disk image that lib/disks.py makes, as $DISK             (none)
  seconds: N                  its limit in the parent's time                             (120)
  order: N                    tests of a boot run in this order, then by name            (50)
  again: yes                  run once more after a reboot that it causes; then $AGAIN is 1
"""

import dataclasses
import pathlib
import re

KEY = re.compile(r"^# (boot|disk|seconds|order|again): (\S+)$", re.M)


@dataclasses.dataclass(eq=False)
class Test:
    """One test file."""
    path: pathlib.Path
    name: str
    about: str
    boot: str = "one"
    disk: str = ""
    seconds: int = 120
    order: int = 50
    again: str = ""

    @property
    def job(self):
        """The name of its job, which sorts as it should run."""
        return f"{self.order:02}-{self.name}"


def _read(path):
    text = path.read_text()
    comment = text.split("\n\n")[0]
    about = next(line for line in comment.split("\n") if line.startswith("# ") and "SPDX" not in line)
    test = Test(path, path.stem, about.removeprefix("# "))
    for key, value in KEY.findall(comment):
        setattr(test, key, int(value) if key in ("seconds", "order") else value)
    return test


def load(folder):
    """All tests, those of the host first."""
    out = []
    for path in sorted(folder.glob("*.py")):
        doc = re.search(r'"""(.*)', path.read_text())[1]
        out.append(Test(path, path.stem, doc.rstrip('"'), "host"))
    for path in sorted(folder.glob("*.sh")):
        out.append(_read(path))
    return out
