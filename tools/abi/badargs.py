# SPDX-License-Identifier: GPL-2.0-only
"""Emits bad_args.h: for every call and argument the values that must be refused, as a C table.

Most cases follow from types and ranges; the rest are a call's own (key cases). A host test runs
all of them against hv/, a conformance guest those that a child can make.
"""

import textwrap

from . import argtypes, schema
from .argtypes import TOP
from .cabi import banner, comment

HEAD = """\
#include "lucid_abi.h"

"""

STRUCTS = """\
/* A value: what the test knows under this name, plus a number, modulo 2^64. */
struct lucid_bad_value {
	uint8_t base;
	uint64_t add;
};

struct lucid_bad {
	const char *what;
	uint16_t call;
	uint8_t callers;	/* who makes it: 1 the parent, 2 a child, 3 both */
	uint8_t kind;		/* enum lucid_bad_kind */
	uint8_t scene;		/* enum lucid_bad_scene */
	int8_t status;		/* enum lucid_status */
	uint8_t rdx;		/* with LUCID_E_INVAL: RDX */
	struct lucid_bad_value arg[6];
};

"""


def word(text):
    return text.upper().replace(" ", "_")


def c_enum(name, prefix, words, doc):
    out = comment(doc) + f"enum {name} {{\n"
    return out + "".join(f"\t{prefix}{word(w)},\n" for w in words) + "};\n\n"


def callers_of(call):
    return ("parent" in call["callers"]) + 2 * ("child" in call["callers"])


class Cases:
    """The cases of one call."""

    def __init__(self, call, scene):
        self.call, self.scene, self.rows = call, scene, []
        self.good = [a["good"] for a in call["args"]]
        self.good += [("NONE", 0)] * (6 - len(self.good))

    def add(self, what, kind, status, change, rdx=0, callers=None, scene=None):
        values = list(self.good)
        for i, value in change.items():
            values[i] = value
        self.rows.append((what, callers or callers_of(self.call), kind, scene or self.scene, status, rdx,
                          values))

    def bad(self, i, what, kind, value):
        name = self.call["args"][i]["name"] if i < len(self.call["args"]) else f"argument {i + 1}"
        self.add(f"{name}: {what}", kind, "E_INVAL", {i: value}, i + 1)


def plus(value, n):
    return value[0], value[1] + n


def out_of_range(cases, i, a):
    if "values" in a:
        wrong = [v for v in range(max(a["values"]) + 3) if v not in a["values"]]
        wrong += [a["values"][0] + 2**32, TOP - 1]
        for v in wrong:
            cases.bad(i, f"{v:#x} is none of its values", "range", ("NONE", v))
        return
    if "mask" in a:
        outside = [b for b in range(64) if not a["mask"] >> b & 1]
        for b in sorted({outside[0], 31, 32, 63} & set(outside)):
            cases.bad(i, f"bit {b}", "reserved", ("NONE", 1 << b))
        return
    if a["min"] > 0 and a["min"] - 1 not in a.get("also", []):
        cases.bad(i, "below its range", "range", ("NONE", a["min"] - 1))
    if a["min"] > 1:
        cases.bad(i, "1 below its range", "range", ("NONE", 1 if "also" in a else a["min"] - 1))
    if a["max"] < TOP - a["align"]:
        for v, what in ((a["max"] + a["align"], "just above its range"), (TOP - a["align"], "the highest"),
                        (1 << 63, "bit 63 alone")):
            cases.bad(i, what, "range", ("NONE", v))
        if a["max"] < 2**32:
            cases.bad(i, "good in its low half", "range", plus(a["good"], 2**32))
        cases.bad(i, "good but for bit 63", "range", plus(a["good"], 2**63))


def misaligned(cases, i, a):
    if a["align"] > 1:
        for n in (1, a["align"] // 2, a["align"] - 1):
            cases.bad(i, f"{n:#x} beyond a page", "alignment", plus(a["good"], n))


def runs(cases):
    """An address that comes with a count of pages."""
    args = cases.call["args"]
    counts = [i for i, a in enumerate(args) if a["type"] == "count"]
    for i, a in enumerate(args):
        if not counts or a["type"] not in ("gpa", "hpa"):
            continue
        n = counts[0]
        name = a["name"]
        for pages in (2, args[n]["max"]):
            top = a["max"] + a["align"] - (pages - 1) * 4096
            cases.add(f"{name}: {pages} pages wrap or reach the limit", "wrap", "E_INVAL",
                      {i: ("NONE", top), n: ("NONE", pages)}, i + 1)
        if a["good"][0] in ("GPA", "SHARED_GPA"):
            cases.add(f"{name}: the second page is not mapped", "straddle", "E_ADDR",
                      {i: ("GPA_END", -4096), n: ("NONE", 2)})


def general(cases):
    """What every call has: the wrong caller, reserved arguments, a partition that is not there."""
    call = cases.call
    if len(call["callers"]) == 1:
        cases.add("the wrong caller", "caller", "E_PERM", {}, callers=3 - callers_of(call), scene="plain")
    for i in range(len(call["args"]), 6):
        for bit in (0, 63):
            cases.bad(i, f"reserved, bit {bit}", "reserved", ("NONE", 1 << bit))
    for i, a in enumerate(call["args"]):
        if a["type"] == "partition":
            cases.add("no such partition", "missing", "E_NOENT", {i: ("PART", 60)})


def cases_of(call):
    cases = Cases(call, call.get("scene", "plain"))
    cases.add("good", "good", "OK", {})
    general(cases)
    for i, a in enumerate(call["args"]):
        out_of_range(cases, i, a)
        misaligned(cases, i, a)
    runs(cases)
    index = {a["name"]: i for i, a in enumerate(call["args"])}
    for c in call.get("cases", []):
        change = {index[n]: argtypes.term("", text) for n, text in c.get("args", {}).items()}
        cases.add(c["what"], c["class"], c["status"], change, c.get("arg", 0),
                  scene=c.get("scene", call.get("scene", "plain")))
    return cases.rows


def value_text(value):
    base, add = value
    add %= TOP
    number = f"{add:#x}ULL" if add > 9 else str(add)
    return "{ 0, 0 }" if base == "NONE" and not add else f"{{ LUCID_BASE_{base}, {number} }}"


def row_text(call, row):
    what, callers, kind, scene, status, rdx, values = row
    last = max((i for i, v in enumerate(values) if v != ("NONE", 0)), default=0)
    head = (f"\t{{ \"{call['name']}: {what}\",\n\t  LUCID_HC_{call['name']}, {callers}, "
            f"LUCID_BAD_{word(kind)}, LUCID_SCENE_{word(scene)}, LUCID_{status}, {rdx},\n")
    args = ", ".join(value_text(v) for v in values[:last + 1])
    lines = "".join(f"\t    {b}\n" for b in textwrap.wrap(f"{{ {args} }} }},", 92))
    return head + lines


def emit(abi):
    out = banner("LUCID_BAD_ARGS_H", "Arguments that each hypercall must refuse, and how; and one "
                 "good call of each. For tests only.") + HEAD
    out += c_enum("lucid_bad_kind", "LUCID_BAD_", schema.CASES, "What is wrong.")
    out += c_enum("lucid_bad_scene", "LUCID_SCENE_", schema.SCENES,
                  "The state of the world in which the call is made.")
    out += c_enum("lucid_bad_base", "LUCID_BASE_", schema.BASES + ("COUNT",),
                  "What a value starts from; NONE is 0.")
    out += STRUCTS + "static const struct lucid_bad lucid_bad[] = {\n"
    for call in abi.calls():
        out += "".join(row_text(call, row) for row in cases_of(call))
    out += "};\n\n" + comment("Every status of every call: each must come up in a case above.")
    out += "static const struct {\n\tuint16_t call;\n\tint8_t status;\n} lucid_bad_statuses[] = {\n"
    for call in abi.calls():
        names = ["OK"] + [s["name"] for s in call["status"]]
        out += "".join(f"\t{{ LUCID_HC_{call['name']}, LUCID_{n} }},\n" for n in names)
    return out + "};\n\n#endif\n"
