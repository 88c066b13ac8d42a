# SPDX-License-Identifier: GPL-2.0-only
"""Pieces of the manual in Markdown: tables of things that the sources list. Used by manual.py for
the reference and by guide.py in the chapters."""

from .model import const_value


def table(head, rows):
    rows = [[str(c).replace("|", "\\|") for c in r] for r in rows]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows]) + "\n\n"


def clause_list(pairs):
    return "".join(f"- [{i}] {text}\n" for i, text in pairs) + ("\n" if pairs else "")


def cpuid(abi):
    return table(("leaf", "name", "shown to", "registers"), [
        (f"{const_value(c['leaf']):#x}", c["name"], ", ".join(c["who"]), c["doc"])
        for _, c in abi.all("cpuid")])


def leaves(abi):
    return table(("leaf", "what a child sees"), [(e["leaf"], e["shown"]) for _, e in abi.all("leaf")])


def msrs(abi):
    return table(("MSR", "name", "RDMSR", "WRMSR"), [
        (e["msr"], e["name"], e["read"], e["write"]) for _, e in abi.all("msr")])


def ioports(abi):
    return table(("ports", "what", "IN", "OUT"), [
        (e["ports"], e["what"], e["in"], e["out"]) for _, e in abi.all("ioport")])


def statuses(abi):
    return table(("status", "value", "Linux error", "meaning"), [
        ("LUCID_" + v["name"], v["value"], v.get("errno", ""), v["doc"])
        for v in abi.enum("lucid_status")["values"]])


def exits(abi):
    value = {v["name"]: v for v in abi.enum("lucid_exit")["values"]}
    return table(("exit", "why", "fields", "what the parent does"), [
        (f"{e['name']} ({value[e['name']]['value']})", value[e["name"]]["doc"],
         ", ".join(f"`{f}`" for f in e["fields"]) or "-", e["answer"]) for _, e in abi.all("exit")])


def channels(abi):
    return table(("device", "channel", "up", "down", "meaning"), [
        (e["device"], e["channel"], "struct " + e["up"], "struct " + e["down"], e["doc"])
        for _, e in abi.all("channel")])


def threats(abi):
    out = ""
    for _, t in abi.all("threat"):
        out += f"**{t['interface']}.** Hostile: {t['hostile']}; at risk: {t['victim']}.\n\n"
        out += f"- It may: {t['may']}\n- What holds: {t['survives']}\n"
        out += "- Clauses: " + ", ".join(t["clauses"]) + "\n\n"
    return out


def machine(m):
    """The steps as a table; the drawing is the .dot file beside the manual."""
    number = m["number"]
    out = f"**{m['title']}.** {m['doc']} It starts as {m['start']}.\n\n"
    out += f"[drawing](state-{m['name']}.dot)\n\n"
    rows = [(s["from"], s["to"], s["by"], s.get("when", ""))
            for s in sorted(m["steps"], key=lambda s: (number[s["from"]], number[s["to"]]))]
    return out + table(("from", "to", "by", "if"), rows)
