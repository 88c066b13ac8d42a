# SPDX-License-Identifier: GPL-2.0-only
"""Emits the chapters of the manual: the text of spec/guide.toml with its {word: names} lines
replaced by tables, drawings, clauses and files. Used by manual.py."""

import re

from . import tables
from .model import fail

PLACE = re.compile(r"^\{([a-z]+):\s*([^}]*)\}$", re.M)
SIMPLE = {"cpuid": tables.cpuid, "leaves": tables.leaves, "msrs": tables.msrs, "ioports": tables.ioports,
          "statuses": tables.statuses, "exits": tables.exits, "channels": tables.channels,
          "threats": tables.threats}
FENCE = {".c": "c", ".S": "asm"}


def clauses(abi, where, names):
    """Clauses by id, or all of an area: ABI is ABI-1, ABI-2 and so on."""
    out = []
    for name in names.split():
        found = [c for c in abi.clauses() if c[0] == name or re.fullmatch(re.escape(name) + r"-\d+", c[0])]
        if not found:
            fail(where, f"{{clauses: {name}}}: there is no such clause")
        out += found
    return tables.clause_list(out)


def file(abi, where, name):
    path = abi.spec_dir / "example" / name
    if not path.is_file():
        fail(where, f"{{file: {name}}}: there is no such file in {abi.spec_dir.name}/example/")
    return f"```{FENCE.get(path.suffix, '')}\n{path.read_text().rstrip()}\n```\n\n"


def expand(abi, where, text):
    machines = {m["name"]: m for _, m in abi.all("machine")}

    def one(match):
        word, names = match.group(1), match.group(2).strip()
        if word in SIMPLE:
            return SIMPLE[word](abi).rstrip("\n")
        if word == "clauses":
            return clauses(abi, where, names).rstrip("\n")
        if word == "file":
            return file(abi, where, names).rstrip("\n")
        if word == "machine" and names in machines:
            return tables.machine(machines[names]).rstrip("\n")
        return fail(where, f"{{{word}: {names}}} means nothing")
    return PLACE.sub(one, text)


def chapters(abi):
    return sorted((c["order"], g["file"], c) for g, c in abi.all("chapter"))


def emit(abi):
    out = ""
    for n, (_, name, c) in enumerate(chapters(abi), 1):
        body = expand(abi, f"{name}: chapter[{c['title']}].text", c["text"].strip())
        out += f"## {n}. {c['title']}\n\n{body}\n\n"
    return out
