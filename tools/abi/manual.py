# SPDX-License-Identifier: GPL-2.0-only
"""Emits the reference manual (manual.md) and the list of clauses (clauses.txt)."""

from .argtypes import range_text
from .model import const_value

REGS = ("RDI", "RSI", "RDX", "R10", "R8", "R9")
RESULTS = ("RDX", "R8")


def table(head, rows):
    rows = [[str(c).replace("|", "\\|") for c in r] for r in rows]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows]) + "\n\n"


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
    return out + "".join(f"- [{c['id']}] {c['text']}\n" for c in call["clauses"]) + "\n"


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


def emit_group(g):
    out = f"## {g['title']}\n\n{g['prose'].strip()}\n\n"
    out += "".join(f"- [{c['id']}] {c['text']}\n" for c in g["clause"])
    out += "\n" if g["clause"] else ""
    if g["const"]:
        out += "### Constants\n\n" + table(("name", "value", "unit", "meaning"), [
            (c["name"], c["value"], c.get("unit", ""), c["doc"]) for c in g["const"]])
    if g["cpuid"]:
        out += "### CPUID leaves\n\n" + table(("leaf", "name", "shown to", "registers"), [
            (f"{const_value(c['leaf']):#x}", c["name"], ", ".join(c["who"]), c["doc"])
            for c in g["cpuid"]])
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


def emit(abi):
    out = "<!-- SPDX-License-Identifier: GPL-2.0-only OR MIT -->\n"
    out += "<!-- Made by tools/abigen from spec/*.toml: change those, not this file. -->\n"
    out += f"# Lucid ABI reference, version {abi.version()}\n\n## Calls by number\n\n"
    out += emit_index(abi)
    return out + "".join(emit_group(g) for g in abi.groups).rstrip("\n") + "\n"


def emit_clauses(abi):
    out = "# SPDX-License-Identifier: GPL-2.0-only OR MIT\n"
    out += "# Every numbered clause of the ABI. Made by tools/abigen from spec/*.toml.\n"
    return out + "".join(f"{i}\t{text}\n" for i, text in abi.clauses())
