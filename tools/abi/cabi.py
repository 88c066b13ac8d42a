# SPDX-License-Identifier: GPL-2.0-only
"""Emits lucid_abi.h: every constant, enum and struct, with assertions on size and offset."""

import textwrap

from . import schema
from .model import const_value

SPDX = "/* SPDX-License-Identifier: GPL-2.0-only OR MIT */\n"
MADE = "Made by tools/abigen from the TOML files in spec/: change those, not this file."


def comment(text, indent=""):
    """A C comment, on one line if it fits."""
    text = text.replace("/*", "/ *").replace("*/", "* /")
    line = f"{indent}/* {text} */"
    if len(line) <= 96 and "\n" not in text:
        return line + "\n"
    body = textwrap.wrap(" ".join(text.split()), 92 - 8 * indent.count("\t"))
    return indent + "/*\n" + "".join(f"{indent} * {b}\n" for b in body) + indent + " */\n"


def banner(guard, purpose):
    return (SPDX + comment(f"{purpose} {MADE}") +
            f"#ifndef {guard}\n#define {guard}\n\n")


def define(name, value):
    tabs = max(1, (40 - len(name) - 8 + 7) // 8)
    return f"#define {name}" + "\t" * tabs + f"{value}\n"


HEAD = """\
#ifndef __ASSEMBLER__
#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/stddef.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#if defined(__cplusplus)
#define LUCID_ASSERT(cond, name) static_assert(cond, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define LUCID_ASSERT(cond, name) _Static_assert(cond, #name)
#else
#define LUCID_ASSERT(cond, name) typedef char lucid_assert_##name[(cond) ? 1 : -1]
#endif
#endif /* __ASSEMBLER__ */

"""


def emit_consts(abi, group):
    out = ""
    for c in group["const"]:
        unit = f" ({c['unit']})" if "unit" in c else ""
        value = c["value"]
        if isinstance(value, int) and value < 0:
            value = f"({value})"
        out += comment(c["doc"].rstrip(".") + unit + ".") + define(c["name"], value) + "\n"
    for c in group["cpuid"]:
        out += comment(c["doc"]) + define(c["name"], f"{const_value(c['leaf']):#x}U") + "\n"
    if group["call"]:
        out += comment("Call numbers.")
        for c in sorted(group["call"], key=lambda c: c["number"]):
            out += define("LUCID_HC_" + c["name"], f"{c['number']:#04x}")
        out += "\n"
    return out


def emit_enum(e):
    out = comment(e["doc"]) + f"enum {e['name']} {{\n"
    for v in e["values"]:
        out += comment(v["doc"], "\t")
        out += f"\t{e['prefix']}{v['name']} = {v['value']},\n"
    return out + "};\n\n"


def emit_struct(s):
    out = comment(s["doc"]) + f"struct {s['name']} {{\n"
    for f in s["fields"]:
        ctype = schema.SCALARS[f["type"]][1] if f["type"] in schema.SCALARS else f["type"]
        array = f"[{f['count']}]" if "count" in f else ""
        unit = f" ({f['unit']})" if "unit" in f else ""
        out += comment(f"{f['offset']:#05x}: " + f["doc"].rstrip(".") + unit + ".", "\t")
        out += f"\t{ctype} {f['name']}{array};\n"
    out += "};\n"
    out += f"LUCID_ASSERT(sizeof(struct {s['name']}) == {s['size']}, sizeof_{s['name']});\n"
    for f in s["fields"]:
        out += (f"LUCID_ASSERT(offsetof(struct {s['name']}, {f['name']}) == {f['offset']},\n"
                f"\t     {s['name']}_{f['name']});\n")
    return out + "\n"


def emit(abi):
    out = banner("LUCID_ABI_H", "The Lucid ABI: constants and shared structures, for hypervisor, "
                 "parent, guests and tools.") + HEAD
    for g in abi.groups:
        body = emit_consts(abi, g)
        typed = "".join(emit_enum(e) for e in g["enum"])
        typed += "".join(emit_struct(s) for s in g["struct"])
        if body or typed:
            out += f"/* ---- {g['title']} ---- */\n\n" + body
        if typed:
            out += "#ifndef __ASSEMBLER__\n" + typed.rstrip("\n") + "\n#endif\n\n"
    return out + "#endif\n"
