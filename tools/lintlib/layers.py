# SPDX-License-Identifier: GPL-2.0-only
"""Which part may include which: exit -> hcall -> core -> lib, with the machine behind core/arch.h."""

import posixpath

from . import ccode

MACHINE = ("hv/core", "hv/cpu", "hv/lib", "hv/vmx")
MAY = {
    "hv/lib": ("hv/lib",),
    "hv/core": ("hv/core", "hv/lib"),
    "hv/hcall": ("hv/hcall", "hv/core", "hv/lib"),
    "hv/exit": ("hv/exit", "hv/hcall") + MACHINE,
    "hv/cpu": MACHINE,
    "hv/vmx": MACHINE,
    "hv/boot": ("hv/boot", "hv/exit", "hv/hcall") + MACHINE,
    "hv/parent": ("hv/parent", "ring"),
    "hv/vmm": ("hv/vmm", "ring"),
    "guest/linux": ("guest/linux", "ring"),
    "guest/uefi": ("guest/uefi", "ring"),
    "ring": ("ring",),
}


def part_of(path):
    return next((p for p in sorted(MAY, key=len, reverse=True) if path.startswith(p + "/")), None)


def target(f, written, paths):
    """The file that an include means: beside the includer, or from the top."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(f.path), written))
    return beside if beside in paths else posixpath.normpath(written)


def layers(files):
    paths = {f.path for f in files}
    for f in files:
        part = part_of(f.path)
        if part is None or f.suffix not in (".c", ".h", ".S"):
            continue
        for line, written in ccode.includes(f):
            to = target(f, written, paths)
            other = part_of(to)
            if other is not None and other not in MAY[part]:
                yield f.path, line, f"{part} may not include {to} (it may: {', '.join(MAY[part])})"
