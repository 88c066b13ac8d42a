# SPDX-License-Identifier: GPL-2.0-only
"""tools/run end to end: output and status are the script's, disks come back, a module, HTTP, two VPs.

Does not prove: --shell.
"""

import hashlib
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import tap  # noqa: E402

sys.path.insert(0, str(tap.ROOT / "tools"))
from lucidtools import modules, paths  # noqa: E402

SCRIPT = """\
printf 'no newline at the end, and bytes: \\377\\001\\000.'
echo 'on stderr' >&2
nproc
lsmod | grep -c '^dummy '
cat /sys/block/lcd0/ro /sys/block/lcd1/ro
dd if=/dev/lcd1 of=/dev/lcd0 bs=4096 conv=fsync 2>/dev/null
wget -q -O - http://10.77.0.1/some/file | sha256sum
printf 'end'
exit 7
"""


def main():
    data = random.Random(3).randbytes(100_000)
    pattern = random.Random(4).randbytes(64 << 10)
    dummy = modules.Tree(*paths.kernel_tree()).paths["dummy"]
    with tempfile.TemporaryDirectory() as tmp:
        tmp = pathlib.Path(tmp)
        (tmp / "script").write_text(SCRIPT)
        (tmp / "serve/some").mkdir(parents=True)
        (tmp / "serve/some/file").write_bytes(data)
        (tmp / "empty").write_bytes(bytes(128 << 10))
        (tmp / "pattern").write_bytes(pattern)
        status, out, err = tap.run("--cpus", 2, "--vps", 2, "--module", dummy, "--disk", tmp / "empty", "--disk",
                                   f"{tmp}/pattern,ro", "--net", "parent", "--serve", tmp / "serve", "--script",
                                   tmp / "script", "--log", tmp / "log", "--limit", 100_000_000_000)
        want = (b"no newline at the end, and bytes: \xff\x01\x00.on stderr\n2\n1\n0\n1\n" +
                hashlib.sha256(data).hexdigest().encode() + b"  -\nend")
        tap.check("status", status == 7, f"{status}\n{err}")
        tap.same("output", out, want)
        tap.check("the written disk has the data", (tmp / "empty").read_bytes() == pattern + bytes(64 << 10))
        tap.check("the read-only disk is as before", (tmp / "pattern").read_bytes() == pattern)
        logs = sorted(p.name for p in (tmp / "log").glob("*"))
        tap.check("logs", {"serial.log", "child.com1", "child.console", "child.stats"} <= set(logs), logs)
    tap.end()


main()
