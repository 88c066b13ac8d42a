# SPDX-License-Identifier: GPL-2.0-only
"""Rules about the form of one file: licence line, purpose, width, words that do not belong."""

import re

from . import ccode

# Written in two parts, so that these rules do not find themselves.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")
MACHINE = re.compile(r"(?<![\w.}])/wo" r"rk/")
WIDTH = {"C": 100, "Python": 120}
DUAL = "GPL-2.0-only OR MIT"
GPL = "GPL-2.0-only"
BSD = "BSD-2-Clause"
NO_SPDX = (".gitignore", ".clang-format", "spec/abi.lock")


def licence_of(f):
    if f.under("spec", "ring") or f.path in ("spec", "ring"):
        return DUAL
    if f.under("guest/uefi"):
        return BSD
    return GPL


def spdx(f):
    if f.under("LICENSES") or f.path in NO_SPDX or not (f.is_code or f.generated or
                                                         f.suffix in (".md", "") or "Kbuild" in f.path):
        return
    at = 1 if f.script else 0
    line = f.lines[at] if len(f.lines) > at else ""
    m = re.search(r"SPDX-License-Identifier: ([^*\n]*?)\s*(\*/|-->)?$", line)
    want = licence_of(f)
    if not m:
        yield f.path, at + 1, f"the SPDX line is missing: SPDX-License-Identifier: {want}"
    elif m.group(1) != want and not (want == GPL and m.group(1) in (DUAL, "GPL-2.0")):
        yield f.path, at + 1, f"the licence is {m.group(1)}, here it is {want}"


def purpose(f):
    """A code file says, right after the SPDX line, what it is for."""
    if not f.handwritten:
        return
    at = 2 if f.script else 1
    line = f.lines[at] if len(f.lines) > at else ""
    opens = ("/*", '"""', "#", "//")
    if f.path.endswith("__init__.py") and len(f.lines) < 2:
        return
    if not line.lstrip().startswith(opens) or line.startswith(("#if", "#include", "#define", "#pragma")):
        yield f.path, at + 1, "no comment after the SPDX line says what this file is for"


def words(f):
    for i, line in enumerate(f.lines, 1):
        m = UNFINISHED.search(line)
        if m:
            yield f.path, i, f"{m.group(0)}: finish it, or leave it out"
        if MACHINE.search(line):
            yield f.path, i, "a path of one machine"


def layout(f):
    if f.generated or f.suffix == ".md" or not f.text:
        return
    for i, line in enumerate(f.lines, 1):
        if line != line.rstrip():
            yield f.path, i, "blanks at the end of the line"
        if f.suffix in (".c", ".h", ".S") or f.is_python:
            width, most = len(line.expandtabs(8)), WIDTH["Python" if f.is_python else "C"]
            if width > most:
                yield f.path, i, f"{width} columns, more than {most}"
        if f.suffix in (".c", ".h") and re.match(r" {8}", line):
            yield f.path, i, "indented with blanks, not tabs"
    if not f.text.endswith("\n"):
        yield f.path, len(f.lines), "no newline at the end of the file"


def conditionals(f):
    if f.suffix != ".c" or not f.under("hv", "ring"):
        return
    for i, line in enumerate(ccode.strip_comments(f.text).split("\n"), 1):
        if re.match(r"\s*#\s*(if|ifdef|ifndef|elif)\b", line):
            yield f.path, i, "conditional compilation in a .c file: put it into a header"


RULES = (spdx, purpose, words, layout, conditionals)
