# SPDX-License-Identifier: GPL-2.0-only
"""tools/run --shell gives an interactive console: what is typed is run in the child, leaving it ends the machine.

Does not prove: line editing, or a comfortable speed.
"""

import os
import pathlib
import pty
import select
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import tap  # noqa: E402

LIMIT = 400


def wait_for(fd, word, seen):
    """Read from the terminal until a word comes; True if it came."""
    end = time.monotonic() + LIMIT
    while word not in seen and time.monotonic() < end:
        if select.select([fd], [], [], 1)[0]:
            try:
                data = os.read(fd, 4096)
            except OSError:
                return False
            if not data:
                return False
            seen += data
    return word in seen


def type_in(fd, text, seen):
    """Type as a person does, who sees each character before the next: a UART of 16 bytes overruns on a burst."""
    for i in range(len(text)):
        os.write(fd, text[i:i + 1])
        if not wait_for(fd, text[:i + 1], seen):
            return


def main():
    master, slave = pty.openpty()
    proc = subprocess.Popen([sys.executable, tap.ROOT / "tools" / "run", "--shell"], stdin=slave, stdout=slave,
                            stderr=subprocess.DEVNULL, start_new_session=True)
    os.close(slave)
    seen = bytearray()
    tap.check("a shell says that it is there", wait_for(master, b"A shell in the child", seen), seen[-2000:])
    time.sleep(3)
    type_in(master, b"echo answer $((6 * 7)) on $(cat /sys/class/tty/console/active)", seen)
    os.write(master, b"\r")
    tap.check("what is typed is run", wait_for(master, b"answer 42 on", seen), seen[-2000:])
    os.write(master, b"exit\r")
    wait_for(master, b"nothing more comes", seen)
    try:
        status = proc.wait(60)
    except subprocess.TimeoutExpired:
        proc.terminate()
        status = "no end"
    tap.same("leaving it ends the machine", status, 0)
    tap.end()


main()
