# SPDX-License-Identifier: GPL-2.0-only
"""tools/run with a child kernel that triple-faults: status 125, and stderr says so.

Does not prove: what happens when the hypervisor itself fails.
"""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import tap  # noqa: E402


def main():
    subprocess.run(["make", "-s", "-f", tap.ROOT / "tests/conf/Makefile"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as tmp:
        script = pathlib.Path(tmp) / "script"
        script.write_text("echo hello\n")
        status, out, err = tap.run("--kernel", tap.ROOT / "build/conf/triple-fault.elf", "--script", script,
                                   "--limit", 100_000_000_000)
        tap.check("status", status == 125, f"{status}\n{err}")
        tap.same("output", out, b"")
        tap.check("the reason", "triple" in err.splitlines()[-1].lower(), err)
    tap.end()


main()
