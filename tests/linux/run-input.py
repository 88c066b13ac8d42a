# SPDX-License-Identifier: GPL-2.0-only
"""tools/run refuses bad input before it boots: status 2, nothing on stdout, one line that names the value.

Does not prove: that good input works (run-whole does).
"""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import tap  # noqa: E402

KERNEL = next(pathlib.Path("/").glob("boot/vmlinuz-*-cloud-amd64"),
              next(tap.ROOT.glob("build/kernel/boot/vmlinuz-*"), None))


def cases(tmp):
    """Name, arguments, a word that the message must have."""
    script, ok = tmp / "script", ["--script", tmp / "script"]
    script.write_text("echo hello\n")
    (tmp / "cut").write_bytes(KERNEL.read_bytes()[:3_000_000])
    (tmp / "text").write_text("no kernel\n")
    (tmp / "empty").touch()
    (tmp / "odd").write_bytes(bytes(511))
    (tmp / "good").write_bytes(bytes(4096))
    return (
        ("missing kernel", ["--kernel", tmp / "nothing", *ok], "nothing: no such file"),
        ("truncated bzImage", ["--kernel", tmp / "cut", *ok], "truncated"),
        ("a kernel that is none", ["--kernel", tmp / "text", *ok], "neither"),
        ("empty kernel", ["--kernel", tmp / "empty", *ok], "empty"),
        ("missing disk", ["--disk", tmp / "nothing", *ok], "nothing: no such file"),
        ("disk of 0 bytes", ["--disk", tmp / "empty", *ok], "is empty"),
        ("disk of 511 bytes", ["--disk", tmp / "odd", *ok], "511"),
        ("the same disk twice", ["--disk", tmp / "good", "--disk", tmp / "good", *ok], "twice"),
        ("more memory than there is", ["--mem", "1000000", *ok], "1000000"),
        ("memory that is no number", ["--mem", "much", *ok], "much"),
        ("no VPs", ["--vps", "0", *ok], "'0'"),
        ("no CPUs", ["--cpus", "0", *ok], "'0'"),
        ("unknown option", ["--bogus", *ok], "--bogus"),
        ("unknown platform", ["--platform", "abacus", *ok], "abacus"),
        ("unknown kind of memory", ["--memory", "shared", *ok], "shared"),
        ("missing script", ["--script", tmp / "nothing"], "nothing"),
        ("neither script nor shell", [], "--script"),
        ("both script and shell", ["--shell", *ok], "--shell"),
        ("a module that is none", ["--module", tmp / "text", *ok], "not a kernel module"),
        ("a directory that is none", ["--net", "parent", "--serve", script, *ok], "not a directory"),
        ("a directory without a network", ["--serve", tmp, *ok], "--net parent"),
        ("missing firmware", ["--firmware", tmp / "nothing"], "nothing: no such file"),
        ("firmware and a script", ["--firmware", tmp / "good", *ok], "--script and --firmware"),
        ("variables without firmware", ["--nvram", tmp / "good", *ok], "without --firmware"),
        ("a ROM without firmware", ["--rom", tmp / "good", *ok], "without --firmware"),
        ("missing variables", ["--firmware", tmp / "good", "--nvram", tmp / "nothing"], "nothing: no such file"),
        ("a script and Debian's firmware", ["--firmware", "ovmf", *ok], "--script and --firmware"),
        ("variables in no directory", ["--firmware", "ovmf", "--nvram", tmp / "none/vars"], "no such directory"),
        ("limit 0", ["--limit", "0", *ok], "'0'"),
    )


def main():
    with tempfile.TemporaryDirectory() as tmp:
        for name, args, word in cases(pathlib.Path(tmp)):
            status, out, err = tap.run(*args)
            good = status == 2 and not out and word in err and len(err.splitlines()) == 1
            tap.check(name, good, f"status {status}, stdout {out!r}, stderr: {err}")
    tap.end()


main()
