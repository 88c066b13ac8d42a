# SPDX-License-Identifier: GPL-2.0-only
"""Runs a machine on Bochs: VT-x in software, deterministic, one TSC tick per instruction."""

import re
import subprocess
import time

from lucidtools import bios, machine as m

IPS = 400_000_000

CONFIG = """\
megs: {megs}
cpu: model=corei7_skylake_x, count={cpus}, ips={ips}, reset_on_triple_fault=0, ignore_bad_msrs=1
romimage: file={dir}/bios.bin
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=disk, path={dir}/boot.img, mode=flat
{data}boot: disk
com1: enabled=1, mode={com1}
clock: sync=none, time0={now}
display_library: rfb, options="timeout=0"
log: {dir}/bochs.log
panic: action=report
error: action=ignore
info: action=report{quiet}
debug: action=ignore
pci: enabled=1, chipset=i440fx
"""

DATA = """\
ata1: enabled=1, ioaddr1=0x170, ioaddr2=0x370, irq=15
ata1-master: type=disk, path={path}, mode=flat
"""


def _write_config(machine, com1):
    data = DATA.format(path=machine.data) if machine.data else ""
    # A CPU has something to say at every entry of a child.
    quiet = "".join(f", CPU{n}=ignore" for n in range(machine.cpus))
    (machine.dir / "bochsrc").write_text(CONFIG.format(
        megs=machine.megs, cpus=machine.cpus, ips=IPS, dir=machine.dir, data=data, com1=com1, quiet=quiet,
        now=int(time.time())))
    # The debugger's commands: a breakpoint in time is the limit; its end of input is "quit".
    limit = f"sb {machine.limit}\n" if machine.limit else ""
    (machine.dir / "bochs.rc").write_text(limit + "c\nq\n")


def _judge(machine, watch, why):
    """Tell how it ended from what Bochs wrote; power-off is the one good end."""
    log = (machine.dir / "bochs.log").read_text(errors="replace")
    out = (machine.dir / "bochs.out").read_text(errors="replace")
    if why == "dead":
        return m.Outcome("failed", watch.dead)
    if "ACPI control: soft power off" in log:
        return m.Outcome("off")
    if "Caught time breakpoint" in out:
        return m.Outcome("limit", f"the limit of {machine.limit} instructions was reached")
    panics = re.findall(r"^\d+p.*", log, re.M)
    said = re.findall(r"^(?:.*following message:\n.*|.*PANIC.*)", out, re.M)
    return m.Outcome("failed", watch.hint or " ".join((panics or said or ["Bochs ended by itself"])[-1].split()))


def start(machine, com1):
    """Start Bochs; the caller follows the process."""
    m.private_name(machine, machine.boot, "boot.img")
    for lock in machine.dir.glob("*.lock"):
        lock.unlink()
    (machine.dir / "bios.bin").write_bytes(bios.patched())
    _write_config(machine, com1)
    with open(machine.dir / "bochs.out", "wb") as out:
        return subprocess.Popen(["bochs", "-q", "-f", machine.dir / "bochsrc", "-rc", machine.dir / "bochs.rc"],
                                stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=machine.dir,
                                start_new_session=True)


def ticks(machine):
    """Instructions that the machine executed, by the last time stamp in Bochs' log."""
    stamps = re.findall(r"^(\d{11,})[a-z]\[", (machine.dir / "bochs.log").read_text(errors="replace"), re.M)
    return int(stamps[-1]) if stamps else 0


def run(machine, on_line, console=None):
    """Run to the end. console(process, watch) takes over the terminal if the machine is interactive."""
    if console:
        with console.open() as terminal:
            proc = start(machine, f"term, dev={terminal.slave}")
            watch = m.Watch(machine.serial, on_line)
            terminal.relay(proc, machine.serial)
            m.stop(proc)
            watch.finish()
            return _judge(machine, watch, None)
    proc = start(machine, f"file, dev={machine.serial}")
    watch = m.Watch(machine.serial, on_line)
    return _judge(machine, watch, m.follow(proc, watch))
