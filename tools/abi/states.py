# SPDX-License-Identifier: GPL-2.0-only
"""Emits the state machines: lucid_states.h, tables that hv/core, ring/ and the drivers use, and a
Graphviz drawing of each."""

from .cabi import banner, comment

HEAD = """\
#include "lucid_abi.h"

"""


def label(m, state):
    """The C name of a state."""
    prefix = m.get("prefix") or f"LUCID_{m['name'].upper()}_IS_"
    return prefix + state


def emit_table(m):
    name = m["name"]
    out = f"/* ---- {m['title']} ---- */\n\n"
    if "states" in m:
        out += f"enum lucid_{name}_is {{\n"
        out += "".join(f"\t{label(m, s)} = {n},\n" for s, n in m["number"].items()) + "};\n\n"
    count = max(m["number"].values()) + 1
    wide = "uint16_t" if count <= 16 else "uint32_t"
    out += comment("The states that may follow each, as bits.")
    out += f"static const {wide} lucid_{name}_next[{count}] = {{\n"
    for s, n in sorted(m["number"].items(), key=lambda i: i[1]):
        to = [t for t in m["number"] if any((x["from"], x["to"]) == (s, t) for x in m["steps"])]
        if to:
            bits = " |\n\t\t".join(f"1U << {label(m, t)}" for t in to)
            out += f"\t[{label(m, s)}] =\n\t\t{bits},\n"
    out += "};\n\n"
    out += f"static inline int lucid_{name}_may(uint32_t from, uint32_t to)\n{{\n"
    return out + (f"\treturn from < {count} && to < {count} && "
                  f"(lucid_{name}_next[from] >> to & 1);\n}}\n\n")


def emit(abi):
    out = banner("LUCID_STATES_H", "The state machines as tables: which state may follow which. "
                 "For hypervisor, parent, guests and tests; C only.") + HEAD
    out += "".join(emit_table(m) for _, m in abi.all("machine"))
    return out + "#endif\n"


def emit_dot(m):
    """One machine for Graphviz. Steps between the same two states share an arrow."""
    out = "// SPDX-License-Identifier: GPL-2.0-only OR MIT\n"
    out += "// Made by tools/abigen from spec/*.toml: change those, not this file.\n"
    out += f"digraph {m['name']} {{\n\trankdir=LR;\n\tnode [shape=box, style=rounded, fontname=Helvetica];\n"
    out += "\tedge [fontname=Helvetica, fontsize=10];\n"
    used = [s for s in m["number"] if any(s in (x["from"], x["to"]) for x in m["steps"])]
    out += "".join(f"\t{s}{' [peripheries=2]' if s == m['start'] else ''};\n" for s in used)
    arrows = {}
    for s in m["steps"]:
        text = s["by"] + (f"\\n{s['when']}" if "when" in s else "")
        arrows.setdefault((s["from"], s["to"]), []).append(text)
    for (a, b), texts in arrows.items():
        joined = "\\n".join(texts)
        out += f"\t{a} -> {b} [label=\"{joined}\"];\n"
    return out + "}\n"
