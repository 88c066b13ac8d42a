# SPDX-License-Identifier: GPL-2.0-only
"""How many clauses of the ABI have a test: one that names the clause as [HC-MEM-DONATE-1]."""

import re

NAMED = re.compile(r"\[([A-Z0-9]+(?:-[A-Z0-9]+)*-[0-9]+)\]")


def written(top):
    lines = (top / "spec/gen/clauses.txt").read_text().splitlines()
    return [line.split("\t")[0] for line in lines if not line.startswith("#")]


def named(top):
    """Clause -> the tests that name it."""
    out = {}
    folders = [p for p in (top / "tests").iterdir() if p.name not in ("runner", "run")]
    folders.append(top / "spec/gen/tests")
    for path in (p for folder in folders for p in [folder, *folder.rglob("*")]):
        if path.is_file() and path.suffix not in (".pyc", ".log"):
            for clause in NAMED.findall(path.read_text(errors="replace")):
                out.setdefault(clause, []).append(str(path.relative_to(top)))
    return out


def summary(top):
    all_clauses, tests = written(top), named(top)
    return f"clauses: {sum(c in tests for c in all_clauses)} / {len(all_clauses)}"


def table(top):
    """Each clause with its tests, for tests/run --clauses."""
    tests = named(top)
    return "\n".join(f"{c}\t{' '.join(sorted(set(tests.get(c, ['-']))))}" for c in written(top))
