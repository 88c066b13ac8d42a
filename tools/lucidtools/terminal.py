# SPDX-License-Identifier: GPL-2.0-only
"""Gives a person the serial port of a Bochs machine: relays between the terminal and a pty; for --shell."""

import contextlib
import os
import select
import sys
import termios
import tty

QUIT = b"\x1d"


class Terminal:
    """A pty whose far end Bochs opens as its serial port."""

    def __init__(self):
        self.master, self.fd = os.openpty()
        tty.setraw(self.fd)
        self.slave = os.ttyname(self.fd)

    @classmethod
    @contextlib.contextmanager
    def open(cls):
        terminal = cls()
        saved = termios.tcgetattr(0) if os.isatty(0) else None
        try:
            if saved:
                tty.setraw(0)
            yield terminal
        finally:
            if saved:
                termios.tcsetattr(0, termios.TCSADRAIN, saved)
            os.close(terminal.master)
            os.close(terminal.fd)

    def relay(self, proc, log):
        """Pass bytes both ways until the machine ends or Ctrl-] is typed; log what it says."""
        sources = [self.master, 0]
        with open(log, "wb", buffering=0) as f:
            while proc.poll() is None:
                ready, _, _ = select.select(sources, [], [], 0.1)
                if self.master in ready:
                    data = os.read(self.master, 4096)
                    f.write(data)
                    sys.stdout.buffer.write(data)
                    sys.stdout.buffer.flush()
                if 0 in ready:
                    data = os.read(0, 256)
                    if not data:
                        sources.remove(0)
                    elif QUIT in data:
                        return
                    else:
                        os.write(self.master, data)
