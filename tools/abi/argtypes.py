# SPDX-License-Identifier: GPL-2.0-only
"""Types of arguments and results: every one has a unit and a range, its own or its type's, and a
value that is good. Used by check.py, which completes the arguments, and by badargs.py."""

import re

from . import schema
from .model import fail

TOP = 2**64
TERM = re.compile(r"^([A-Z][A-Z_]*)?([+-]?(?:0x[0-9a-fA-F]+|[0-9]+))?$")
GOOD = {"partition": "PART", "gpa": "GPA", "hpa": "HPA", "vp": "0", "port": "5", "flags": "0"}


def check_types(abi):
    """Every argument type is described once."""
    abi.types = {}
    for g, t in abi.all("type"):
        where = f"{g['file']}: type[{t['name']}]"
        if t["name"] in abi.types:
            fail(where, "is described twice")
        align = t.get("align", 1)
        if align < 1 or align & (align - 1):
            fail(f"{where}.align", f"{align} is no power of two")
        abi.types[t["name"]] = t


def term(where, text):
    """'GPA+0x1000' -> ('GPA', 0x1000); a number alone has the base NONE."""
    m = TERM.match(text)
    if not m or not text:
        fail(where, f"{text!r} is neither a number nor a base with a number")
    base = m.group(1) or "NONE"
    if base not in schema.BASES:
        fail(where, f"{base!r} is none of {', '.join(schema.BASES)}")
    return base, int(m.group(2) or "0", 0)


def default_good(a):
    if "values" in a:
        return str(a["values"][0])
    return GOOD.get(a["type"], str(a["min"]))


def resolve(abi, where, a):
    """Complete an argument: unit, min, max, align, good."""
    if a["type"] not in abi.types:
        fail(f"{where}.type", f"{a['type']!r} is none of {', '.join(abi.types)}")
    t = abi.types[a["type"]]
    for key, otherwise in (("unit", ""), ("align", 1), ("min", 0), ("max", TOP - t.get("align", 1))):
        a.setdefault(key, t.get(key, otherwise))
    if not a["unit"]:
        fail(f"{where}.unit", "is missing, and its type has none")
    if a["min"] > a["max"]:
        fail(where, "min is above max")
    if a["type"] == "count" and a["max"] == TOP - 1 and "good" in a:
        fail(where, "a count needs max")
    for v in a.get("values", []):
        if not isinstance(v, int) or not a["min"] <= v <= a["max"]:
            fail(f"{where}.values", f"{v!r} is no number in range")
    a["good"] = term(f"{where}.good", a.get("good", default_good(a)))


def range_text(a):
    """The range of an argument, for people."""
    if "values" in a:
        return " or ".join(f"{v:#x}" if v > 9 else str(v) for v in a["values"])
    if "mask" in a:
        return f"bits {a['mask']:#x}"
    show = "{:#x}" if a["align"] > 1 or a["max"] > 0xffff else "{}"
    top = "2^64 - 1" if a["max"] == TOP - 1 else show.format(a["max"])
    top = f"2^64 - {a['align']}" if a["max"] == TOP - a["align"] else top
    out = f"{a['min']} to {top}"
    if "also" in a:
        out = " or ".join(str(v) for v in a["also"]) + " or " + out
    if a["align"] > 1:
        out += f", multiple of {a['align']}"
    return out
