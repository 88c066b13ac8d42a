# SPDX-License-Identifier: GPL-2.0-only
"""The command line of tools/run, checked before anything boots."""

import argparse
import os
import pathlib

from lucidtools import jobs, kernel, modules, paths, platforms

MEM_MIN, MEM_MAX = 64, 2048
# What the parent needs for itself, beside the child's memory and the pages that hold its files.
PARENT_MIB = 512
CPUS_MAX, VPS_MAX, DISKS_MAX = 8, 16, 8
# What "--firmware ovmf" stands for, as Debian's package ovmf has it.
OVMF_CODE, OVMF_VARS = (pathlib.Path("/usr/share/OVMF") / f"OVMF_{part}_4M.fd" for part in ("CODE", "VARS"))


class Bad(Exception):
    """What is wrong with the command line, in one line."""


class Parser(argparse.ArgumentParser):
    """argparse, with one line for an error."""

    def error(self, message):
        raise Bad(message + f" (try {self.prog} --help)")


def _number(low, high):
    def check(text):
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
        return int(text)
    return check


def _limit(text):
    if not text.isdecimal() or not 0 < int(text) < 1 << 63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of instructions")
    return int(text)


def parser():
    p = Parser(prog="tools/run", allow_abbrev=False, description="Boot the hypervisor, its parent Linux and one "
               "child; run a script as root in the child, print what it prints, and exit with its status. "
               "124: the limit was reached. 125: platform or hypervisor failed. 2: bad input.")
    add = p.add_argument
    add("--platform", choices=platforms.NAMES[:3], default="auto", help="auto: qemu-kvm if there is VT-x, else bochs")
    add("--cpus", type=_number(1, CPUS_MAX), default=1, metavar="N", help="CPUs of the machine (1)")
    add("--vps", type=_number(1, VPS_MAX), default=1, metavar="N", help="virtual processors of the child (1)")
    add("--mem", type=_number(0, 1 << 40), default=256, metavar="MiB", help="memory of the child (256)")
    add("--memory", choices=("private", "open"), default="private", help="what the parent may see of it (private)")
    add("--kernel", type=pathlib.Path, metavar="FILE", help="child's kernel: bzImage, vmlinux or multiboot (Debian's)")
    add("--firmware", type=pathlib.Path, metavar="FILE", help="UEFI firmware in place of a kernel and a script; "
        "ovmf: Debian's, with our option ROM, and variables that are forgotten or made anew if --nvram has none")
    add("--nvram", type=pathlib.Path, metavar="FILE", help="the firmware's variables, kept in this file")
    add("--rom", type=pathlib.Path, metavar="FILE", help="option ROM with drivers for the firmware")
    add("--module", type=pathlib.Path, metavar="FILE.ko", action="append", default=[],
        help="a kernel module to load after ours; may be given again")
    add("--disk", metavar="FILE[,ro]", action="append", default=[], help="becomes /dev/lcd0, the next /dev/lcd1, ...")
    add("--net", choices=("none", "parent"), default="none",
        help="parent: the child is 10.77.0.2/24, the parent 10.77.0.1 (none)")
    add("--serve", type=pathlib.Path, metavar="DIR", help="the parent serves it over HTTP, port 80; needs --net parent")
    what = p.add_mutually_exclusive_group()
    what.add_argument("--script", type=pathlib.Path, metavar="FILE", help="what to run in the child")
    what.add_argument("--shell", action="store_true", help="an interactive console instead; Ctrl-] ends the machine")
    add("--log", type=pathlib.Path, metavar="DIR", help="keep serial.log, the child's consoles and more there")
    add("--limit", type=_limit, default=0, metavar="INSTRUCTIONS", help="stop the machine after these (none)")
    return p


def _readable(path, what):
    if not path.exists():
        raise Bad(f"{what} {path}: no such file")
    if path.is_dir():
        raise Bad(f"{what} {path}: is a directory")
    try:
        with open(path, "rb"):
            pass
    except OSError as e:
        raise Bad(f"{what} {path}: {e.strerror}") from e


def disk(text):
    """A disk image: it must have whole sectors, and be writable unless it is read-only."""
    ro = text.endswith(",ro")
    path = pathlib.Path(text.removesuffix(",ro"))
    _readable(path, "--disk")
    size = path.stat().st_size
    if not path.is_file():
        raise Bad(f"--disk {path}: not a file")
    if not size:
        raise Bad(f"--disk {path}: is empty")
    if size % 512:
        raise Bad(f"--disk {path}: {size} bytes is not a whole number of sectors (512 bytes)")
    if not ro:
        try:
            with open(path, "r+b"):
                pass
        except OSError as e:
            raise Bad(f"--disk {path}: {e.strerror}; add ,ro to use it read-only") from e
    return jobs.Disk(path, ro)


def _check_files(args):
    if args.kernel:
        _readable(args.kernel, "--kernel")
        try:
            kernel.check(args.kernel.read_bytes())
        except kernel.BadKernel as e:
            raise Bad(f"--kernel {args.kernel}: {e}") from e
    for path in args.module:
        _readable(path, "--module")
        try:
            modules.check(path, None if args.kernel else paths.kernel_release())
        except ValueError as e:
            raise Bad(f"--module {e}") from e
    if args.script:
        _readable(args.script, "--script")
    if args.serve and not args.serve.is_dir():
        raise Bad(f"--serve {args.serve}: not a directory")


def _ovmf(args):
    """Debian's firmware; the ROM is made before it is needed."""
    for path in (OVMF_CODE, OVMF_VARS):
        if not path.exists():
            raise Bad(f"--firmware ovmf: no {path}: run tools/setup")
    if args.nvram and not args.nvram.parent.is_dir():
        raise Bad(f"--nvram {args.nvram}: no such directory")
    args.firmware, args.ovmf = OVMF_CODE, True
    if not args.nvram or not args.nvram.exists():
        args.variables = OVMF_VARS


def _check_firmware(args):
    args.variables, args.ovmf = args.nvram, False
    for option in ("nvram", "rom"):
        if getattr(args, option) and not args.firmware:
            raise Bad(f"--{option} {getattr(args, option)}: without --firmware")
    if not args.firmware:
        return
    for option in ("kernel", "script", "module"):
        if getattr(args, option):
            raise Bad(f"--{option} and --firmware: firmware takes none")
    if str(args.firmware) == "ovmf":
        _ovmf(args)
    for option in ("firmware", "variables", "rom"):
        if getattr(args, option):
            _readable(getattr(args, option), "--" + option.replace("variables", "nvram"))
    if args.nvram and args.nvram.exists() and not os.access(args.nvram, os.W_OK):
        raise Bad(f"--nvram {args.nvram}: cannot be written")


def parse(argv):
    """The options; Bad if anything is wrong that can be known now."""
    args = parser().parse_args(argv)
    _check_firmware(args)
    if not args.script and not args.shell and not args.firmware:
        raise Bad("one of --script FILE and --shell is needed")
    if not MEM_MIN <= args.mem <= MEM_MAX:
        raise Bad(f"--mem {args.mem}: from {MEM_MIN} to {MEM_MAX} MiB, the machine has {MEM_MAX + PARENT_MIB}")
    if args.serve and args.net != "parent":
        raise Bad("--serve needs --net parent")
    _check_files(args)
    args.disk = [disk(text) for text in args.disk]
    if len(args.disk) > DISKS_MAX:
        raise Bad(f"{len(args.disk)} disks, at most {DISKS_MAX}")
    if len({d.path.resolve() for d in args.disk if not d.ro}) < sum(not d.ro for d in args.disk):
        raise Bad("the same file is given twice as a disk that may be written")
    try:
        args.platform = platforms.choose(args.platform)
    except ValueError as e:
        raise Bad(str(e)) from e
    return args
