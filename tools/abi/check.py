# SPDX-License-Identifier: GPL-2.0-only
"""What must hold of the ABI beyond the shape of its tables: unique names and numbers, known
types, struct layouts without hidden padding, statuses that exist. Used by model.load()."""

import re

from . import argtypes, checkmore, schema
from .model import HCALL_LIMIT, MAX_ARGS, MAX_RESULTS, const_value, fail

C_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
MACRO = re.compile(r"^[A-Z][A-Z0-9_]*$")
NUMBER = re.compile(r"^(0x[0-9a-fA-F]+|[0-9]+)(U|UL|ULL)?$")
CLAUSE_ID = re.compile(r"^[A-Z0-9]+(-[A-Z0-9]+)*-[0-9]+$")


def take(seen, key, where, what):
    if key in seen:
        fail(where, f"{what} {key} is already used by {seen[key]}")
    seen[key] = where


def check_groups(abi):
    orders, names, versions = {}, {}, []
    for g in abi.groups:
        where = f"{g['file']}: group"
        take(orders, g["order"], where, "order")
        take(names, g["name"], where, "name")
        if "abi_version" in g:
            versions.append(where)
    if len(versions) != 1:
        fail("spec/: group.abi_version", f"must be given once, is given {len(versions)} times")
    consts = {c["name"]: c for _, c in abi.all("const")}
    told = consts.get("LUCID_ABI_VERSION", {}).get("value")
    if told != abi.version():
        fail("spec/: const[LUCID_ABI_VERSION]", f"is {told}, group.abi_version is {abi.version()}")


def check_names(abi):
    """All macros and enumerators share one namespace in C, all struct and enum tags another."""
    macros, tags = {}, {}
    for g, c in abi.all("const"):
        where = f"{g['file']}: const[{c['name']}]"
        if not MACRO.match(c["name"]) or not c["name"].startswith("LUCID_"):
            fail(where, "the name is not LUCID_ and capitals")
        if isinstance(c["value"], str) and not NUMBER.match(c["value"]):
            fail(f"{where}.value", f"{c['value']!r} is not a C number")
        take(macros, c["name"], where, "name")
    for g, e in abi.all("enum"):
        where = f"{g['file']}: enum[{e['name']}]"
        if not C_NAME.match(e["name"]) or not e["name"].startswith("lucid_"):
            fail(where, "the name is not lucid_ and small letters")
        take(tags, e["name"], where, "name")
        values = {}
        for v in e["values"]:
            inner = f"{where}.{v['name']}"
            take(macros, e["prefix"] + v["name"], inner, "name")
            take(values, v["value"], inner, "value")
            if not -2**31 <= v["value"] < 2**31:
                fail(inner, f"{v['value']} does not fit an enum")
    for kind, prefix in (("cpuid", "LUCID_CPUID_"), ("ioctl", "LUCID_IOC_")):
        for g, e in abi.all(kind):
            where = f"{g['file']}: {kind}[{e['name']}]"
            if not e["name"].startswith(prefix):
                fail(where, f"the name does not start with {prefix}")
            take(macros, e["name"], where, "name")
    for g, s in abi.all("struct"):
        take(tags, s["name"], f"{g['file']}: struct[{s['name']}]", "name")
    for g, c in abi.all("call"):
        take(macros, "LUCID_HC_" + c["name"], f"{g['file']}: call[{c['name']}]", "name")


def layout(where, struct, known):
    """Give every field its offset; padding must be written out as reserved fields."""
    offset, align = 0, 1
    names = {}
    for f in struct["fields"]:
        here = f"{where}.{f['name']}"
        take(names, f["name"], here, "name")
        if f["type"] in schema.SCALARS:
            size = falign = schema.SCALARS[f["type"]][0]
        elif f["type"].startswith("struct ") and f["type"][7:] in known:
            inner = known[f["type"][7:]]
            size, falign = inner["size"], inner["align"]
        else:
            fail(f"{here}.type", f"{f['type']!r} is no type, or a struct not defined before")
        if f.get("count", 1) < 1:
            fail(f"{here}.count", "is below 1")
        if offset % falign:
            fail(here, f"would be at offset {offset}, not a multiple of {falign}: add a reserved field")
        f["offset"] = offset
        f["bytes"] = size * f.get("count", 1)
        offset += f["bytes"]
        align = max(align, falign)
    if offset != struct["size"]:
        fail(f"{where}.size", f"is {struct['size']}, the fields have {offset} bytes")
    if offset % align:
        fail(f"{where}.size", f"{offset} is not a multiple of {align}")
    struct["align"] = align


def check_structs(abi):
    known = {}
    for g, s in abi.all("struct"):
        where = f"{g['file']}: struct[{s['name']}]"
        if not C_NAME.match(s["name"]) or not s["name"].startswith("lucid_"):
            fail(where, "the name is not lucid_ and small letters")
        layout(where, s, known)
        known[s["name"]] = s


def check_call(abi, where, call, statuses):
    if not MACRO.match(call["name"]) or "_" not in call["name"]:
        fail(where, "the name is not NOUN_VERB")
    if not 0 <= call["number"] < HCALL_LIMIT:
        fail(f"{where}.number", f"{call['number']:#x} is not below {HCALL_LIMIT:#x}")
    if not call["callers"] or any(c not in schema.CALLERS for c in call["callers"]):
        fail(f"{where}.callers", f"must be of {', '.join(schema.CALLERS)}")
    for key, most in (("args", MAX_ARGS), ("results", MAX_RESULTS)):
        if len(call.get(key, [])) > most:
            fail(f"{where}.{key}", f"more than {most}")
    names = {}
    for a in call["args"] + call.get("results", []):
        here = f"{where}.{a['name']}"
        if not C_NAME.match(a["name"]):
            fail(here, "the name is not small letters")
        take(names, a["name"], here, "name")
        argtypes.resolve(abi, here, a)
    known = set()
    for s in call["status"]:
        if s["name"] in known:
            fail(f"{where}.status", f"{s['name']} is there twice")
        known.add(s["name"])
        if s["name"] not in statuses:
            fail(f"{where}.status", f"{s['name']!r} is not in enum lucid_status")


def check_calls(abi):
    statuses = {v["name"] for v in abi.enum("lucid_status")["values"]}
    numbers, ids = {}, {}
    for g, call in abi.all("call"):
        where = f"{g['file']}: call[{call['name']}]"
        take(numbers, call["number"], where, "number")
        check_call(abi, where, call, statuses)
        if not call["clauses"]:
            fail(f"{where}.clauses", "a call needs a clause")
        for c in call["clauses"]:
            want = "HC-" + call["name"].replace("_", "-") + "-"
            if not c["id"].startswith(want):
                fail(f"{where}.clauses", f"{c['id']} does not start with {want}")
            take(ids, c["id"], where, "clause")
    for g, c in abi.all("clause"):
        take(ids, c["id"], f"{g['file']}: clause", "clause")
    for g, c in abi.all("retired"):
        take(ids, c["id"], f"{g['file']}: retired[{c['id']}]", "clause")
    for c in ids:
        if not CLAUSE_ID.match(c):
            fail(f"{ids[c]}", f"clause id {c!r} is not of the form AREA-1")


def check_rest(abi):
    structs = {"struct " + s["name"] for _, s in abi.all("struct")}
    leaves, numbers = {}, {}
    for g, c in abi.all("cpuid"):
        where = f"{g['file']}: cpuid[{c['name']}]"
        if not NUMBER.match(c["leaf"]):
            fail(f"{where}.leaf", f"{c['leaf']!r} is not a number")
        take(leaves, const_value(c["leaf"]), where, "leaf")
    for g, i in abi.all("ioctl"):
        where = f"{g['file']}: ioctl[{i['name']}]"
        take(numbers, i["number"], where, "number")
        if not 0 <= i["number"] <= 255:
            fail(f"{where}.number", "is not 0 to 255")
        if i["dir"] not in ("", "v", "r", "w", "rw"):
            fail(f"{where}.dir", f"{i['dir']!r} is none of '', 'v', 'r', 'w', 'rw'")
        if (i["dir"] in ("", "v")) != (i["arg"] == ""):
            fail(f"{where}.arg", "a struct is given exactly when dir is r, w or rw")
        if i["arg"] and i["arg"] not in structs:
            fail(f"{where}.arg", f"{i['arg']!r} is no struct of the ABI")


def check(abi):
    check_groups(abi)
    argtypes.check_types(abi)
    if not any(e["name"] == "lucid_status" for _, e in abi.all("enum")):
        fail("spec/: enum[lucid_status]", "is missing")
    check_names(abi)
    check_structs(abi)
    check_calls(abi)
    check_rest(abi)
    checkmore.check(abi)
