# SPDX-License-Identifier: GPL-2.0-only
"""Runs a machine on QEMU: with KVM and nested VT-x where there is any, or (without a hypervisor) emulated."""

import pathlib
import subprocess
import time

from lucidtools import machine as m

# QEMU cannot count instructions under KVM: a limit is turned into seconds, at Bochs' speed.
RATE = 100_000_000


def usable():
    """Whether this CPU has VT-x and we may use it."""
    try:
        with open("/dev/kvm", "r+b"):
            pass
        return " vmx " in pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def run(machine, on_line, console=None, kvm=True):
    """Run to the end; power-off is the one good end."""
    boot = m.private_name(machine, machine.boot, "boot.img")
    command = ["qemu-system-x86_64", "-machine", f"pc,accel={'kvm' if kvm else 'tcg'}", "-m", str(machine.megs),
               "-cpu", "host" if kvm else "max", "-smp", str(machine.cpus), "-nodefaults", "-display", "none",
               "-drive", f"file={boot},format=raw,if=ide,index=0,snapshot=on"]
    if machine.data:
        command += ["-drive", f"file={machine.data},format=raw,if=ide,index=2"]
    watch = m.Watch(machine.serial, on_line)
    deadline = time.monotonic() + -(-machine.limit // RATE) if machine.limit else None
    with open(machine.dir / "qemu.out", "wb") as out:
        if console:
            command += ["-chardev", f"stdio,id=com1,signal=off,logfile={machine.serial}", "-serial", "chardev:com1"]
            code, why = subprocess.call(command), None
            watch.finish()
        else:
            proc = subprocess.Popen([*command, "-serial", f"file:{machine.serial}"], stdin=subprocess.DEVNULL,
                                    stdout=out, stderr=out, cwd=machine.dir, start_new_session=True)
            why = m.follow(proc, watch, deadline)
            code = proc.returncode
    if why == "dead":
        return m.Outcome("failed", watch.dead)
    if why == "time":
        return m.Outcome("limit", f"the limit of {machine.limit} instructions was reached, by the clock")
    if code:
        said = (machine.dir / "qemu.out").read_text(errors="replace").strip()
        return m.Outcome("failed", watch.hint or said or f"QEMU ended with status {code}")
    return m.Outcome("off")
