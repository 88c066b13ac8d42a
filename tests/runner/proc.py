# SPDX-License-Identifier: GPL-2.0-only
"""Runs one test program: line by line, under a time limit, in a process group of its own."""

import os
import selectors
import signal
import subprocess
import time


def end_group(p):
    """End what the program started, and the program."""
    for sig, wait in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(p.pid, sig)
        except ProcessLookupError:
            pass
        try:
            p.wait(wait)
            return
        except subprocess.TimeoutExpired:
            continue


def read_lines(p, deadline):
    """Yields lines; returns whether the program closed its output in time."""
    sel = selectors.DefaultSelector()
    sel.register(p.stdout, selectors.EVENT_READ)
    rest = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not sel.select(left):
            break
        data = os.read(p.stdout.fileno(), 65536)
        if not data:
            if rest:
                yield rest.decode(errors="replace")
            return True
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace")
    if rest:
        yield rest.decode(errors="replace")
    return False


def run(cmd, cwd, env, limit, on_line):
    """Returns '' after a clean exit, else what went wrong in words."""
    try:
        p = subprocess.Popen(cmd, cwd=cwd, env={**os.environ, **env}, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             start_new_session=True)
    except OSError as e:
        return f"cannot start {cmd[0]}: {e.strerror}"
    deadline = time.monotonic() + limit
    lines = read_lines(p, deadline)
    try:
        while True:
            on_line(next(lines))
    except StopIteration as stop:
        in_time = stop.value
    except BaseException:
        end_group(p)
        raise
    try:
        p.wait(max(0, deadline - time.monotonic()) if in_time else 0)
    except subprocess.TimeoutExpired:
        end_group(p)
        return f"no end after {limit} seconds"
    if p.returncode < 0:
        return f"killed by signal {signal.Signals(-p.returncode).name}"
    return f"exit status {p.returncode}" if p.returncode else ""
