# SPDX-License-Identifier: GPL-2.0-only
"""make conf HYPERVISOR= runs guests by a command: ours, where they pass, and others, where they must not.

The others: QEMU without Lucid, a command that says nothing, and one that says too little.
Does not prove: the guests themselves; conformance and hostile do.
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import tap  # noqa: E402

CONF = tap.ROOT / "tests/conf"
QEMU = "sh -c 'exec qemu-system-x86_64 -accel tcg -m 64 -display none -monitor none -serial stdio -no-reboot " \
       "-device isa-debug-exit -kernel \"$0\" -append \"$1\"'"


def conf(command, *names):
    """(status, what was printed)."""
    run = subprocess.run([CONF / "run", "--seconds", "600", "--hypervisor", command, *names], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return run.returncode, run.stdout + run.stderr


def main():
    status, out = conf(str(CONF / "boot-lucid"), "hcall")
    tap.check("ours: status", status == 0, out)
    tap.check("ours: clauses are counted", "# guests: 1 of 1 passed; clauses: " in out, out)
    status, out = conf(QEMU, "hcall", "memory")
    tap.check("no Lucid: status", status == 1, out)
    tap.check("no Lucid: each guest says so", out.count("Bail out! no Lucid here") == 2, out)
    tap.check("no Lucid: and has failed", "# guests: 0 of 2 passed" in out, out)
    status, out = conf("true", "hcall")
    tap.check("silence is no success", status == 1 and "no results at all" in out, out)
    status, out = conf("sh -c 'echo ok 1 - hello; echo 1..2'", "hcall")
    tap.check("nor is half a test", status == 1 and "1 results, 2 were planned" in out, out)
    status, out = conf("true", "no-such-guest")
    tap.check("an unknown guest is named", status == 1 and "no guest 'no-such-guest'" in out, out)
    status, out = conf("/no/such/command", "hcall")
    tap.check("and so is a command that is not there", status == 1 and "/no/such/command" in out, out)
    tap.end()


main()
