# SPDX-License-Identifier: GPL-2.0-only
"""What `make check` consists of: an ordered list of stages, each one or more programs."""

import subprocess

UNIT_LIMIT = 120
STATIC_LIMIT = 900
PROOF_LIMIT = 1800
PLATFORM_LIMIT = 4 * 3600


class Program:
    """A command that prints KTAP, with its time limit in seconds."""

    def __init__(self, name, cmd, limit, **env):
        self.name, self.cmd, self.limit, self.env = name, cmd, limit, env


def static(top):
    return [Program(f"static/{p.name}", [str(p)], STATIC_LIMIT)
            for p in sorted((top / "tests/static").iterdir()) if p.is_file()]


def unit(top):
    """Builds what can be built; a test that did not build fails when it cannot be started."""
    sources = sorted((top / "tests/unit").glob("*.c"))
    if not sources:
        return []
    build = subprocess.run(["make", "-k", "-s", "-f", "tests/unit.mk"], cwd=top,
                           capture_output=True, text=True)
    for line in (build.stdout + build.stderr).splitlines():
        print("# " + line, flush=True)
    return [Program(f"unit/{s.stem}", [str(top / "build/tests/unit" / s.stem)], UNIT_LIMIT,
                    CMOCKA_MESSAGE_OUTPUT="TAP", ASAN_OPTIONS="detect_leaks=1")
            for s in sources]


def proof(top):
    """Models and race checks: whatever can be started in tests/proof."""
    return [Program(f"proof/{p.name}", [str(p)], PROOF_LIMIT)
            for p in sorted((top / "tests/proof").iterdir()) if p.is_file() and p.stat().st_mode & 0o100]


def kunit(top):
    """The guest's modules in a kernel of their own, and the branches that all suites together take."""
    return [Program("kunit", [str(top / "tests/kunit/run")], PROOF_LIMIT)]


def fuzz(top):
    return [Program("fuzz", [str(top / "tests/fuzz/run"), "60"], PROOF_LIMIT)]


def linux(top):
    """A program for each set of boots, so that two machines can run at a time."""
    return [Program("linux/" + "-".join(boots), [str(top / "tests/linux/run"), *(f"--boot={b}" for b in boots)],
                    PLATFORM_LIMIT)
            for boots in (("one",), ("devices",), ("bare", "two"), ("host",))]


def build(top):
    return [Program("build", [str(top / "tests/build")], STATIC_LIMIT)]


STAGES = {"build": build, "static": static, "unit": unit, "linux": linux, "kunit": kunit,
          "proof": proof, "fuzz": fuzz}
