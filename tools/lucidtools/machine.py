# SPDX-License-Identifier: GPL-2.0-only
"""What a platform is asked for and what it answers, and the loop that watches one while it runs."""

import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

# What ends a run at once, because nothing more can come: the hypervisor's own last words.
DEAD = re.compile(r"lucid: PANIC.*|lucid: refused.*")
# What explains a run that ends without results.
HINT = re.compile(r"(?:\[ *[0-9.]+\] )?Kernel panic.*|error: .*")
GRACE = 1.0


@dataclasses.dataclass
class Machine:
    """One run: disks, size, limit, and where its files go."""
    dir: pathlib.Path
    boot: pathlib.Path
    data: pathlib.Path | None = None
    cpus: int = 2
    megs: int = 1024
    limit: int = 0
    interactive: bool = False

    @property
    def serial(self):
        return self.dir / "serial.log"


@dataclasses.dataclass
class Outcome:
    """How a run ended: 'off' (power-off), 'limit' or 'failed', and why."""
    kind: str
    reason: str = ""


class Watch:
    """Reads the serial log as it grows, hands on lines, remembers the first sign of trouble."""

    def __init__(self, path, on_line):
        self.path, self.on_line = path, on_line
        self.at, self.rest = 0, ""
        self.dead = self.hint = None

    def poll(self):
        """Take what is new; True if there was something."""
        try:
            with open(self.path, "rb") as f:
                f.seek(self.at)
                data = f.read()
        except FileNotFoundError:
            return False
        self.at += len(data)
        *lines, self.rest = (self.rest + data.decode("utf-8", "replace")).split("\n")
        for line in lines:
            self.line(line.rstrip("\r"))
        return bool(data)

    def line(self, line):
        dead, hint = DEAD.search(line), HINT.match(line)
        if dead and not self.dead:
            self.dead = dead.group()
        if hint and not self.hint:
            self.hint = hint.group()
        self.on_line(line)

    def finish(self):
        self.poll()
        if self.rest:
            self.line(self.rest)
            self.rest = ""


def stop(proc):
    """End a platform that was started here, and wait for it."""
    if proc.poll() is None:
        proc.send_signal(signal.SIGTERM)
        try:
            proc.wait(5)
        except subprocess.TimeoutExpired:
            proc.kill()
    return proc.wait()


def guard():
    """Make SIGTERM and SIGHUP end this program the orderly way, so that no platform stays behind."""
    for sig in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, lambda number, frame: sys.exit(128 + number))


def follow(proc, watch, deadline=None):
    """Wait for the end of the platform; 'dead' or 'time' if it had to be stopped, else None."""
    why = None
    try:
        while proc.poll() is None:
            if not watch.poll():
                time.sleep(0.05)
            if deadline and time.monotonic() > deadline:
                why = "time"
                break
            if watch.dead:
                end = time.monotonic() + GRACE
                while time.monotonic() < end and proc.poll() is None:
                    watch.poll()
                    time.sleep(0.05)
                why = "dead"
                break
    finally:
        stop(proc)
    watch.finish()
    return why


def private_name(machine, image, name):
    """A name of an image in the run's directory: emulators lock by name, and a run has its own."""
    path = machine.dir / name
    path.unlink(missing_ok=True)
    try:
        os.link(image, path)
    except OSError:
        subprocess.run(["cp", "--sparse=always", "--reflink=auto", image, path], check=True)
    return path
