# SPDX-License-Identifier: GPL-2.0-only
"""Bochs' BIOS, made able to start a second time; for the Bochs platform.

It writes IA32_FEATURE_CONTROL on each CPU without a look whether the register is locked. After a reset
that is not a power-up it is, and the write faults. So the code that sets "locked, VMX on" is replaced by
code that looks first. It has less room, so it no longer asks CPUID for VT-x, which every model used has.
"""

PATH = "/usr/share/bochs/BIOS-bochs-latest"

# (what is there, what takes its place: rdmsr; test $1, %al; jne 1f; or $5, %al; wrmsr; 1:)
PATCHES = (
    # boot CPU, 32-bit: testb $0x20, 0x40(%ebx); je; mov $0x3a, %ecx; rdmsr; or $5, %eax; wrmsr
    ("f6834000000020 740c b93a000000 0f32 83c805 0f30", "b93a000000 0f32 a801 7504 0c05 0f30"),
    # other CPUs, 16-bit: mov $1, %eax; cpuid; and $0x20, %ecx; je; mov $0x3a, %ecx; rdmsr; ...
    ("66b801000000 0fa2 6683e120 740e 66b93a000000 0f32 6683c805 0f30", "66b93a000000 0f32 a801 7504 0c05 0f30"),
)


def patched():
    """The BIOS image; as it is where it has none of that code."""
    with open(PATH, "rb") as f:
        image = f.read()
    for old, new in PATCHES:
        old, new = bytes.fromhex(old), bytes.fromhex(new)
        image = image.replace(old, new.ljust(len(old), b"\x90"))
    return image
