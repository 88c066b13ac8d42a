# SPDX-License-Identifier: GPL-2.0-only
"""What must hold of state machines, exits, channels, test cases, threats and chapters: they name
only what exists. Used by check.py, after the names have been checked."""

import re

from . import argtypes, schema
from .model import fail

RANGE = re.compile(r"^0x[0-9a-f]+(-0x[0-9a-f]+)?$")


def machine_states(abi, where, m):
    """Name -> number, of the machine's enum or, without one, in order."""
    if ("enum" in m) == ("states" in m):
        fail(where, "has either enum or states")
    if "states" in m:
        return {s: i for i, s in enumerate(m["states"])}
    found = [e for _, e in abi.all("enum") if e["name"] == m["enum"]]
    if not found:
        fail(f"{where}.enum", f"{m['enum']!r} is no enum of the ABI")
    m["prefix"] = found[0]["prefix"]
    return {v["name"]: v["value"] for v in found[0]["values"]}


def check_machines(abi):
    names, calls = set(), {c["name"] for c in abi.calls()}
    for g, m in abi.all("machine"):
        where = f"{g['file']}: machine[{m['name']}]"
        if m["name"] in names or not re.match(r"^[a-z][a-z0-9_]*$", m["name"]):
            fail(where, "the name is taken, or not small letters")
        names.add(m["name"])
        m["number"] = machine_states(abi, where, m)
        if m["start"] not in m["number"]:
            fail(f"{where}.start", f"{m['start']!r} is no state")
        if max(m["number"].values()) > 31 or min(m["number"].values()) < 0:
            fail(where, "a state's number is not 0 to 31")
        reached = {m["start"]}
        for s in m["steps"]:
            for key in ("from", "to"):
                if s[key] not in m["number"]:
                    fail(f"{where}.steps", f"{key} = {s[key]!r} is no state")
            reached.add(s["to"])
            word = s["by"].split()[0].rstrip(",")
            if "_" in word and word.isupper() and word not in calls:
                fail(f"{where}.steps", f"by = {word!r} is no call")
        m["reached"] = reached


def check_exits(abi):
    groups = [g for g in abi.groups if g["exit"]]
    if not groups:
        return
    fields = {f["name"] for _, s in abi.all("struct") if s["name"] == "lucid_run" for f in s["fields"]}
    told = {}
    for g, e in abi.all("exit"):
        where = f"{g['file']}: exit[{e['name']}]"
        if e["name"] in told:
            fail(where, "is described twice")
        told[e["name"]] = e
        for f in e["fields"]:
            if f not in fields:
                fail(f"{where}.fields", f"{f!r} is no field of struct lucid_run")
    values = {v["name"] for v in abi.enum("lucid_exit")["values"]}
    for name in sorted(values ^ set(told)):
        fail(f"{groups[0]['file']}: exit[{name}]", "must be in enum lucid_exit and described, both")


def check_channels(abi):
    structs = {s["name"]: s for _, s in abi.all("struct")}
    for g, c in abi.all("channel"):
        where = f"{g['file']}: channel[{c['device']} {c['channel']}]"
        for key in ("up", "down"):
            s = structs.get(c[key])
            if not s:
                fail(f"{where}.{key}", f"{c[key]!r} is no struct of the ABI")
            first, last = s["fields"][0], s["fields"][-1]
            if s["size"] not in (16, 32, 64):
                fail(f"{where}.{key}", f"a slot has 16, 32 or 64 bytes, struct {c[key]} {s['size']}")
            if (first["name"], first["type"], last["name"], last["type"]) != ("id", "u32", "tag", "u32"):
                fail(f"{where}.{key}", f"struct {c[key]} is no slot: it starts with id and ends with tag")


def check_cases(abi):
    statuses = {v["name"] for v in abi.enum("lucid_status")["values"]}
    for g, call in abi.all("call"):
        where = f"{g['file']}: call[{call['name']}]"
        own = {s["name"] for s in call["status"]} | {"OK"}
        args = {a["name"] for a in call["args"]}
        if call.get("scene", "plain") not in schema.SCENES:
            fail(f"{where}.scene", f"is none of {', '.join(schema.SCENES)}")
        for c in call.get("cases", []):
            here = f"{where}.cases[{c['what']}]"
            if c["class"] not in schema.CASES:
                fail(here, f"class is none of {', '.join(schema.CASES)}")
            if c.get("scene", "plain") not in schema.SCENES:
                fail(here, f"scene is none of {', '.join(schema.SCENES)}")
            if c["status"] not in statuses or c["status"] not in own:
                fail(here, f"{c['status']} is no status of this call")
            if (c["status"] == "E_INVAL") != ("arg" in c):
                fail(here, "arg is given exactly when the status is E_INVAL")
            for name, text in c.get("args", {}).items():
                if name not in args:
                    fail(here, f"{name!r} is no argument of this call")
                argtypes.term(here, text)


def check_policy(abi):
    for kind, key in (("msr", "msr"), ("leaf", "leaf"), ("ioport", "ports")):
        taken = []
        for g, e in abi.all(kind):
            where = f"{g['file']}: {kind}[{e[key]}]"
            if not RANGE.match(e[key]):
                fail(f"{where}.{key}", f"{e[key]!r} is not 0x.. or 0x..-0x..")
            first, _, last = e[key].partition("-")
            first, last = int(first, 0), int(last or first, 0)
            for a, b, name in taken:
                if first <= b and a <= last:
                    fail(where, f"overlaps {name}")
            taken.append((first, last, e[key]))


def check_text(abi):
    clauses = {i for i, _ in abi.clauses()}
    for g, t in abi.all("threat"):
        for c in t["clauses"]:
            if c not in clauses:
                fail(f"{g['file']}: threat[{t['interface']}].clauses", f"{c!r} is no clause")
    orders = {}
    for g, c in abi.all("chapter"):
        if c["order"] in orders:
            fail(f"{g['file']}: chapter[{c['title']}].order", f"is taken by {orders[c['order']]!r}")
        orders[c["order"]] = c["title"]


def check(abi):
    check_machines(abi)
    check_exits(abi)
    check_channels(abi)
    check_cases(abi)
    check_policy(abi)
    check_text(abi)
