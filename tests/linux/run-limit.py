# SPDX-License-Identifier: GPL-2.0-only
"""tools/run --limit ends a machine that goes on for too long, with status 124.

Does not prove: that the limit is exact.
"""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import tap  # noqa: E402


def main():
    with tempfile.TemporaryDirectory() as tmp:
        script = pathlib.Path(tmp) / "script"
        script.write_text("echo hello\n")
        status, out, err = tap.run("--limit", 700_000_000, "--script", script)
        tap.check("status", status == 124, f"{status}\n{err}")
        tap.same("output", out, b"")
        tap.check("the reason names the limit", "700000000" in err, err)
    tap.end()


main()
