# SPDX-License-Identifier: GPL-2.0-only
"""How many clauses of the ABI have a test: one that names the clause as [HC-MEM-DONATE-1]."""

import re
import textwrap

NAMED = re.compile(r"\[([A-Z]{2,}[A-Z0-9]*(?:-[A-Z0-9]+)*-[0-9]+)\]")
# What the specification calls its core: every clause of it must have a test.
CORE = ("ABI-", "HC-", "MEM-", "EVENT-")


def written(top):
    lines = (top / "spec/gen/clauses.txt").read_text().splitlines()
    return [line.split("\t")[0] for line in lines if not line.startswith("#")]


def named(top):
    """Clause -> the tests that name it."""
    out = {}
    folders = [p for p in (top / "tests").iterdir() if p.name not in ("runner", "run")]
    for path in (p for folder in folders for p in [folder, *folder.rglob("*")]):
        if path.is_file() and path.suffix not in (".pyc", ".log"):
            for clause in NAMED.findall(path.read_text(errors="replace")):
                out.setdefault(clause, []).append(str(path.relative_to(top)))
    return out


def summary(top):
    all_clauses, tests = written(top), named(top)
    core = [c for c in all_clauses if c.startswith(CORE)]
    out = [f"clauses: {sum(c in tests for c in all_clauses)} / {len(all_clauses)} "
           f"(hypercalls, memory, events, discovery: {sum(c in tests for c in core)} / {len(core)})"]
    missing = [c for c in all_clauses if c not in tests]
    if missing:
        out += textwrap.wrap("no test names " + ", ".join(missing), 98, initial_indent="# ",
                             subsequent_indent="#   ", break_on_hyphens=False)
    return "\n".join(out)


def unknown(top):
    """Names in tests that are no clause, each with its files."""
    tests, all_clauses = named(top), set(written(top))
    return {c: sorted(set(files)) for c, files in tests.items() if c not in all_clauses}


def table(top):
    """Each clause with its tests, for tests/run --clauses."""
    tests = named(top)
    return "\n".join(f"{c}\t{' '.join(sorted(set(tests.get(c, ['-']))))}" for c in written(top))
