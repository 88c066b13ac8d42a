# SPDX-License-Identifier: GPL-2.0-only
"""The numbers: sizes of files and functions, of the hypervisor, its image and each module."""

import re
import struct

from . import ccode
from .tree import C_LIKE

FILE_MEDIAN, FILE_P95, FILE_MAX = 150, 400, 600
FUNC_P95, FUNC_MAX = 50, 100
# Stock firmware in private memory, and memory that a child gives back, are worth 200 lines more than once planned.
HV_CODE, HV_IMAGE = 6200, 64 * 1024
MODULE_CODE = {"lucid_net": 2000}
MODULE_DEFAULT = 1000


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))] if values else 0


def files(all_files, facts):
    sizes = {f.path: len(f.lines) for f in all_files if f.handwritten}
    median, p95 = percentile(sizes.values(), 0.5), percentile(sizes.values(), 0.95)
    facts.append(f"files: {len(sizes)}, lines: median {median}, 95th percentile {p95}, "
                 f"most {max(sizes.values(), default=0)}")
    for path, n in sizes.items():
        if n > FILE_MAX:
            yield path, 1, f"{n} lines, more than {FILE_MAX}"
    if median > FILE_MEDIAN:
        yield ".", 0, f"the median of file sizes is {median} lines, more than {FILE_MEDIAN}"
    if p95 > FILE_P95:
        long = sorted(sizes, key=sizes.get)[-5:]
        yield ".", 0, (f"the 95th percentile of file sizes is {p95} lines, more than {FILE_P95}; "
                       f"longest: {', '.join(long)}")


def functions(all_files, facts):
    found = [(n, f.path, line, name) for f in all_files if f.handwritten
             for name, line, n in ccode.functions(f)]
    p95 = percentile([n for n, *_ in found], 0.95)
    facts.append(f"functions: {len(found)}, lines: 95th percentile {p95}, "
                 f"most {max((n for n, *_ in found), default=0)}")
    for n, path, line, name in found:
        if n > FUNC_MAX:
            yield path, line, f"{name}() has {n} lines, more than {FUNC_MAX}"
    if p95 > FUNC_P95:
        longest = ", ".join(f"{name} ({n})" for n, _, _, name in sorted(found)[-5:])
        yield ".", 0, (f"the 95th percentile of function sizes is {p95} lines, more than "
                       f"{FUNC_P95}; longest: {longest}")


def hypervisor(all_files, facts):
    n = sum(ccode.lines_of_code(f) for f in all_files if f.in_hv and f.suffix in C_LIKE)
    facts.append(f"hypervisor: {n} lines of code of {HV_CODE}")
    if n > HV_CODE:
        yield "hv", 0, f"{n} lines of code, more than {HV_CODE}"


def image_size(path):
    """Bytes of an ELF64 file that are loaded: text, rodata and data, not bss."""
    data = path.read_bytes()
    shoff, = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3a)
    total = 0
    for i in range(count):
        kind, flags, _, _, length = struct.unpack_from("<IQQQQ", data, shoff + i * size + 4)
        if flags & 2 and kind != 8:
            total += length
    return total


def image(top, facts):
    elf = top / "build/hv/lucid.elf"
    if not elf.exists():
        facts.append("hypervisor image: not built")
        return
    n = image_size(elf)
    facts.append(f"hypervisor image: {n} bytes of {HV_IMAGE}")
    if n > HV_IMAGE:
        yield "build/hv/lucid.elf", 0, f"{n} bytes of text, rodata and data, more than {HV_IMAGE}"


def module_objects(all_files):
    """Module name -> its source files, from the Kbuild files."""
    modules = {}
    for f in all_files:
        if f.path.rsplit("/", 1)[-1] not in ("Kbuild", "Makefile"):
            continue
        folder = f.path.rsplit("/", 1)[0] + "/" if "/" in f.path else ""
        text = f.text.replace("\\\n", " ")
        for m in re.finditer(r"^obj-(?:m|\$\(\w+\))\s*[+:]?=\s*(.*)$", text, re.M):
            for obj in m.group(1).split():
                if obj.endswith(".o"):
                    modules.setdefault(obj[:-2].rsplit("/", 1)[-1], set()).add(folder + obj[:-2] + ".c")
        for m in re.finditer(r"^([\w/]+)-(?:y|objs)\s*[+:]?=\s*(.*)$", text, re.M):
            name = m.group(1).rsplit("/", 1)[-1]
            modules.setdefault(name, set()).update(
                folder + o[:-2] + ".c" for o in m.group(2).split() if o.endswith(".o"))
    return modules


def modules(all_files, facts):
    by_path = {f.path: f for f in all_files}
    for name, sources in sorted(module_objects(all_files).items()):
        own = [by_path[s] for s in sources if s in by_path and by_path[s].under("guest", "hv/parent")]
        if not own:
            continue
        n = sum(ccode.lines_of_code(f) for f in own)
        most = MODULE_CODE.get(name, MODULE_DEFAULT)
        facts.append(f"module {name}: {n} lines of code of {most}")
        if n > most:
            yield name, 0, f"{n} lines of code, more than {most}"
