# SPDX-License-Identifier: GPL-2.0-only
"""Branches of the guest's modules that were taken: from the counters that a kernel of tests/kunit/run
writes, by gcov. Used by tests/kunit/run."""

import collections
import gzip
import json
import subprocess

# Of 100; the suites reached a little more when this was written. May go up, never down.
FLOOR = 81


def gcov(path):
    """What gcov says of one object, as JSON."""
    subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--object-file", path, path.stem + ".c"],
                   cwd=path.parent, check=True, stdout=subprocess.DEVNULL)
    found = list(path.parent.glob(f"*{path.stem}*.gcov.json.gz"))
    with gzip.open(max(found, key=lambda p: p.stat().st_mtime)) as f:
        return json.load(f)


class Table:
    """Per source file: which branches there are and which were taken. A header counts once."""

    def __init__(self, objects, kit, top):
        self.files = collections.defaultdict(dict)
        self.absent = []
        for path in sorted(objects.rglob("*.gcno")):
            if not path.with_suffix(".gcda").exists():
                self.absent.append(path.stem)
                continue
            for source in gcov(path)["files"]:
                name = self.name(source["file"], kit, top)
                if name:
                    self.add(self.files[name], source)

    @staticmethod
    def name(path, kit, top):
        """The name in the tree of one of the guest's sources, or None."""
        for part in ("drivers/lucid/", str(kit) + "/", str(top) + "/"):
            if part in path:
                path = path.split(part, 1)[1]
        return path if path.startswith("guest/linux/") else None

    @staticmethod
    def add(branches, source):
        for line in source["lines"]:
            for i, branch in enumerate(line["branches"]):
                key = (line["line_number"], line.get("function_name"), i)
                branches[key] = branches.get(key, 0) + branch["count"]

    @staticmethod
    def share(taken, of):
        return 100.0 * taken / of if of else 100.0

    def counts(self):
        return {n: (sum(c > 0 for c in b.values()), len(b)) for n, b in sorted(self.files.items())}

    def total(self):
        counts = self.counts().values()
        return sum(t for t, _ in counts), sum(n for _, n in counts)

    def enough(self):
        taken, of = self.total()
        return of > 0 and not self.absent and self.share(taken, of) >= FLOOR

    def lines(self):
        for name, (taken, of) in self.counts().items():
            yield f"{name:32} {taken:5} of {of:5} {self.share(taken, of):6.1f}"

    def summary(self):
        taken, of = self.total()
        if self.absent:
            return f"no counters of {', '.join(self.absent)}"
        return f"branches of the guest's modules: {taken} of {of} taken, {self.share(taken, of):.1f} of 100; " \
               f"at least {FLOOR} are asked for"

    def missing(self, name):
        """Lines of a file with branches that were never taken."""
        return sorted({line for (line, _, _), count in self.files[name].items() if not count})
