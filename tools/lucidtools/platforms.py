# SPDX-License-Identifier: GPL-2.0-only
"""The list of platforms, and which one "auto" is; for everything that boots a machine."""

from lucidtools import bochs, qemu, terminal
from lucidtools.machine import guard

# qemu-tcg has no VT-x: it can run images without the hypervisor only, to debug the images themselves.
NAMES = ("auto", "bochs", "qemu-kvm", "qemu-tcg")


def choose(name):
    """The platform to use; ValueError if the one asked for cannot work on this machine."""
    if name == "qemu-kvm" and not qemu.usable():
        raise ValueError("qemu-kvm: this machine has no VT-x, or /dev/kvm may not be used")
    if name == "auto":
        return "qemu-kvm" if qemu.usable() else "bochs"
    return name


def run(name, machine, on_line):
    """Run a machine on a platform to its end."""
    guard()
    machine.serial.unlink(missing_ok=True)
    console = terminal.Terminal if machine.interactive else None
    if name == "bochs":
        return bochs.run(machine, on_line, console)
    return qemu.run(machine, on_line, console, kvm=name == "qemu-kvm")
