# SPDX-License-Identifier: GPL-2.0-only
"""Runs one test program: line by line, under a time limit, in a process group of its own."""

import os
import queue
import selectors
import signal
import subprocess
import threading
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


def start(cmd, cwd, env):
    """The process; raises OSError."""
    return subprocess.Popen(cmd, cwd=cwd, env={**os.environ, **env}, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def run(cmd, cwd, env, limit, on_line):
    """Returns '' after a clean exit, else what went wrong in words."""
    try:
        p = start(cmd, cwd, env)
    except OSError as e:
        return f"cannot start {cmd[0]}: {e.strerror}"
    return follow(p, limit, on_line)


def follow(p, limit, on_line):
    """The lines of a process and its end, as run() has it."""
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


class Ahead:
    """A program that runs while others are reported; its lines wait until they are asked for."""

    def __init__(self, cmd, cwd, env, limit):
        self.how, self.limit = (cmd, cwd, env), limit
        self.lines, self.trouble, self.p = queue.SimpleQueue(), "", None

    def run(self):
        """Start it and follow it to its end."""
        try:
            self.p = start(*self.how)
            self.trouble = follow(self.p, self.limit, self.lines.put)
        except OSError as e:
            self.trouble = f"cannot start {self.how[0][0]}: {e.strerror}"
        finally:
            self.lines.put(None)

    def finish(self, on_line):
        """What run() does, and returns, for what is left."""
        while (line := self.lines.get()) is not None:
            on_line(line)
        return self.trouble


class Pool:
    """Runs programs ahead of their report, in their order, as many at a time as there are workers."""

    def __init__(self, programs, workers):
        self.waiting, self.running = queue.SimpleQueue(), []
        for program in programs:
            self.waiting.put(program)
        for _ in range(workers):
            threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while True:
            try:
                program = self.waiting.get_nowait()
            except queue.Empty:
                return
            self.running.append(program)
            program.run()

    def stop(self):
        """End what runs, and start nothing more."""
        while not self.waiting.empty():
            self.waiting.get()
        for program in self.running:
            if program.p and program.p.poll() is None:
                end_group(program.p)
