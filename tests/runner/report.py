# SPDX-License-Identifier: GPL-2.0-only
"""Runs stages one after the other, prints each result as KTAP, keeps the counts and the logs."""

import sys
import time

from . import ktap

TAIL = 40


def say(line):
    print(line, flush=True)


class Report:
    """The whole run: one KTAP list with a nested list for each program."""

    def __init__(self, log_dir):
        self.log_dir = log_dir
        self.passed, self.failed, self.skipped = 0, [], 0
        self.number = 0
        log_dir.mkdir(parents=True, exist_ok=True)

    def start(self, total):
        say("KTAP version 1")
        say(f"1..{total}")

    def program(self, name, run):
        """One test program, run(on_line). Silence, a crash and a time-out are failures."""
        say(f"# {name}")
        begin = time.monotonic()
        parser, tail = ktap.Parser(), []
        with open(self.log_dir / (name.replace("/", "-") + ".log"), "w") as log:
            def on_line(line):
                log.write(line + "\n")
                log.flush()
                if parser.feed(line):
                    say("    " + line)
                else:
                    tail.append(line)
                    del tail[:-TAIL]
            trouble = run(on_line)
        self.judge(name, parser, trouble, tail, time.monotonic() - begin)

    def judge(self, name, parser, trouble, tail, seconds):
        missing = parser.end()
        bad = [r.name for r in parser.results if r.outcome == "fail"]
        self.passed += sum(r.outcome == "pass" for r in parser.results)
        self.skipped += sum(r.outcome == "skip" for r in parser.results)
        why = "; ".join(([trouble] if trouble and not bad else []) + missing)
        if why:
            bad.append(f"({why})")
        self.failed += [f"{name}: {b}" for b in bad]
        self.number += 1
        if bad:
            for line in tail:
                say("    # " + line)
        if why:
            say(f"    # {name}: {why}")
        say(f"{'not ok' if bad else 'ok'} {self.number} {name} # {seconds:.1f} s")

    def end(self, clause_line):
        for name in self.failed:
            say(f"# failed: {name}")
        if self.skipped:
            say(f"# {self.skipped} skipped")
        say(clause_line)
        say(f"{self.passed} passed, {len(self.failed)} failed")
        sys.stdout.flush()
        return 1 if self.failed or not self.passed else 0
