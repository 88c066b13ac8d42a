# SPDX-License-Identifier: GPL-2.0-only
"""Emits the manual (manual.md): the chapters of guide.py, then reference pages of every group; and
the list of clauses (clauses.txt)."""

from . import guide
from .argtypes import range_text
from .model import fail
from .tables import clause_list, cpuid, table

REGS = ("RDI", "RSI", "RDX", "R10", "R8", "R9")
RESULTS = ("RDX", "R8")


def emit_call(call):
    out = f"### {call['name']} ({call['number']:#04x})\n\n{call['doc']}\n\n"
    out += f"Callers: {', '.join(call['callers'])}.\n\n"
    rows = [("in", REGS[i], a["name"], a["type"], a["unit"], range_text(a), a["doc"])
            for i, a in enumerate(call["args"])]
    rows += [("out", RESULTS[i], r["name"], r["type"], r["unit"], range_text(r), r["doc"])
             for i, r in enumerate(call.get("results", []))]
    if rows:
        out += table(("", "register", "name", "type", "unit", "range", "meaning"), rows)
    status = [("LUCID_OK", "done")]
    status += [("LUCID_" + s["name"], s["when"]) for s in call["status"]]
    out += table(("status", "when"), status)
    return out + clause_list([(c["id"], c["text"]) for c in call["clauses"]])


def emit_struct(s):
    out = f"### struct {s['name']} ({s['size']} bytes)\n\n{s['doc']}\n\n"
    rows = []
    for f in s["fields"]:
        ctype = f["type"] + (f"[{f['count']}]" if "count" in f else "")
        unit = f" ({f['unit']})" if "unit" in f else ""
        rows.append((f"{f['offset']:#05x}", ctype, f"`{f['name']}`", f["doc"].rstrip(".") + unit + "."))
    return out + table(("offset", "type", "field", "meaning"), rows)


def emit_enum(e):
    out = f"### enum {e['name']}\n\n{e['doc']}\n\n"
    return out + table(("value", "name", "meaning"),
                       [(v["value"], e["prefix"] + v["name"], v["doc"]) for v in e["values"]])


def emit_group(abi, g):
    out = f"## {g['title']}\n\n{g['prose'].strip()}\n\n"
    if g["const"]:
        out += "### Constants\n\n" + table(("name", "value", "unit", "meaning"), [
            (c["name"], c["value"], c.get("unit", ""), c["doc"]) for c in g["const"]])
    if g["type"]:
        out += "### Types of arguments\n\n" + table(("type", "unit", "meaning"), [
            (t["name"], t.get("unit", ""), t["doc"]) for t in g["type"]])
    if g["cpuid"]:
        out += "### CPUID leaves\n\n" + cpuid(abi)
    out += "".join(emit_enum(e) for e in g["enum"])
    out += "".join(emit_struct(s) for s in g["struct"])
    out += "".join(emit_call(c) for c in sorted(g["call"], key=lambda c: c["number"]))
    if g["ioctl"]:
        out += "### ioctls\n\n" + table(("number", "name", "on", "direction", "argument", "meaning"), [
            (i["number"], i["name"], i["on"], i["dir"], i["arg"], i["doc"]) for i in g["ioctl"]])
    return out


def emit_index(abi):
    return table(("number", "call", "callers", "in short"), [
        (f"{c['number']:#04x}", c["name"], ", ".join(c["callers"]), c["doc"].split(". ")[0])
        for c in abi.calls()])


def has_reference(g):
    return any(g[kind] for kind in ("const", "enum", "struct", "call", "ioctl"))


def emit(abi):
    out = "<!-- SPDX-License-Identifier: GPL-2.0-only OR MIT -->\n"
    out += "<!-- Made by tools/abigen from spec/*.toml: change those, not this file. -->\n"
    out += f"# The Lucid ABI, version {abi.version()}\n\n" + guide.emit(abi)
    out += "# Reference\n\n## Calls by number\n\n" + emit_index(abi)
    out += "".join(emit_group(abi, g) for g in abi.groups if has_reference(g))
    retired = [(c["id"], c["why"]) for _, c in abi.all("retired")]
    out += "## Retired clauses\n\nIds that are not used again.\n\n"
    out += table(("id", "why"), retired) if retired else "None so far.\n"
    for i, _ in abi.clauses():
        if f"\n- [{i}] " not in out:
            fail("spec/guide.toml", f"no chapter has clause {i}")
    return out.rstrip("\n") + "\n"


def emit_clauses(abi):
    out = "# SPDX-License-Identifier: GPL-2.0-only OR MIT\n"
    out += "# Every numbered clause of the ABI. Made by tools/abigen from spec/*.toml.\n"
    return out + "".join(f"{i}\t{text}\n" for i, text in abi.clauses())
