# SPDX-License-Identifier: GPL-2.0-only
"""Reads KTAP (and TAP) line by line and keeps count; knows what is missing at the end."""

import re

RESULT = re.compile(r"^(\s*)(not ok|ok)\b\s*(\d+)?\s*(?:-\s*)?(.*?)\s*$")
PLAN = re.compile(r"^(\s*)1\.\.(\d+)\b")
SKIP = re.compile(r"#\s*SKIP\b", re.I)


class Result:
    """One test: its name, and 'pass', 'fail' or 'skip'."""

    def __init__(self, name, outcome, line):
        self.name, self.outcome, self.line = name, outcome, line


class Parser:
    """Feed it lines. A result that has results nested under it is a sum and is not counted,
    unless it fails although all under it pass."""

    def __init__(self):
        self.results = []
        self.missing = []
        self.plans = {}
        self.counts = {}
        self.failed_below = {}

    def close(self, depth):
        """A list of results is at its end: was it as long as planned?"""
        plan, count = self.plans.pop(depth, None), self.counts.pop(depth, 0)
        if plan is None:
            self.missing.append(f"{count} results without a plan")
        elif plan != count:
            self.missing.append(f"{count} results, {plan} were planned")

    def close_deeper(self, depth):
        for d in sorted(set(self.counts) | set(self.plans), reverse=True):
            if d > depth:
                self.close(d)

    def plan(self, depth, n):
        if depth in self.plans:
            self.close(depth)
            self.counts[depth] = 0
        self.plans[depth] = n
        self.counts.setdefault(depth, 0)

    def result(self, depth, passed, name, line):
        had_children = any(d > depth for d in self.counts)
        failed_below = any(n for d, n in self.failed_below.items() if d > depth)
        self.close_deeper(depth)
        self.counts[depth] = self.counts.get(depth, 0) + 1
        outcome = "skip" if SKIP.search(name) else "pass" if passed else "fail"
        for d in [d for d in self.failed_below if d > depth]:
            del self.failed_below[d]
        if outcome == "fail":
            self.failed_below[depth] = self.failed_below.get(depth, 0) + 1
        if had_children and (outcome != "fail" or failed_below):
            return
        self.results.append(Result(name, outcome, line))

    def feed(self, line):
        """Returns whether the line is part of the protocol."""
        m = RESULT.match(line)
        if m:
            self.result(len(m[1].expandtabs(4)), m[2] == "ok", m[4], line)
            return True
        m = PLAN.match(line)
        if m:
            self.plan(len(m[1].expandtabs(4)), int(m[2]))
            return True
        return bool(re.match(r"^\s*(KTAP version|TAP version|#|Bail out!)", line))

    def end(self):
        """What is missing, in words; empty if all that was planned came."""
        if not self.results and not self.plans:
            self.missing.append("no results at all")
        self.close_deeper(-1)
        return self.missing
