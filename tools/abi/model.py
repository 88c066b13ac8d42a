# SPDX-License-Identifier: GPL-2.0-only
"""Reads spec/*.toml into one checked description of the ABI.

Everything that the emitters rely on is checked here, once; whatever is wrong is refused with
the file, the key and the reason.
"""

import re
import tomllib

from . import schema

HCALL_LIMIT = 0x60
MAX_ARGS = 6
MAX_RESULTS = 2


class SpecError(Exception):
    """Something in spec/ is wrong; the text names file, key and reason."""


def fail(where, why):
    raise SpecError(f"{where}: {why}")


def check_table(where, table, shape):
    if not isinstance(table, dict):
        fail(where, "is not a table")
    for key in table:
        if key not in shape:
            fail(f"{where}.{key}", "unknown key")
    for key, (types, required) in shape.items():
        if key not in table:
            if required:
                fail(f"{where}.{key}", "is missing")
            continue
        value = table[key]
        if isinstance(value, bool) or not isinstance(value, types):
            names = " or ".join(t.__name__ for t in types)
            fail(f"{where}.{key}", f"is {type(value).__name__}, not {names}")
        if isinstance(value, str) and key in ("doc", "name", "text", "when", "prose", "title") \
                and not value.strip():
            fail(f"{where}.{key}", "is empty")


def check_entry(where, kind, entry, shape):
    check_table(where, entry, shape)
    for (outer, key), inner in schema.NESTED.items():
        if outer != kind:
            continue
        for i, item in enumerate(entry.get(key, [])):
            check_table(f"{where}.{key}[{i}]", item, inner)


def load_file(path, shown):
    try:
        with open(path, "rb") as f:
            doc = tomllib.load(f)
    except tomllib.TOMLDecodeError as e:
        fail(shown, f"not TOML: {e}")
    if "group" not in doc:
        fail(f"{shown}: group", "is missing")
    check_table(f"{shown}: group", doc["group"], schema.GROUP)
    for key, value in doc.items():
        if key == "group":
            continue
        if key not in schema.TABLES:
            fail(f"{shown}: {key}", "unknown table")
        if not isinstance(value, list):
            fail(f"{shown}: {key}", f"must be written [[{key}]]")
        for i, entry in enumerate(value):
            name = entry.get("name", entry.get("id", i)) if isinstance(entry, dict) else i
            check_entry(f"{shown}: {key}[{name}]", key, entry, schema.TABLES[key])
    group = dict(doc["group"], file=shown)
    for key in schema.TABLES:
        group[key] = doc.get(key, [])
    return group


class Abi:
    """The whole ABI: groups in order, and lookups over all of them."""

    def __init__(self, groups):
        self.groups = sorted(groups, key=lambda g: g["order"])

    def all(self, kind):
        return [(g, e) for g in self.groups for e in g[kind]]

    def calls(self):
        return sorted((c for _, c in self.all("call")), key=lambda c: c["number"])

    def enum(self, name):
        return next(e for _, e in self.all("enum") if e["name"] == name)

    def version(self):
        return next(g["abi_version"] for g in self.groups if "abi_version" in g)

    def clauses(self):
        """Every clause as (id, text), group clauses first within their group."""
        out = []
        for g in self.groups:
            out += [(c["id"], c["text"]) for c in g["clause"]]
            for call in g["call"]:
                out += [(c["id"], c["text"]) for c in call["clauses"]]
        return out


def const_value(text):
    """The number that a const's value means."""
    return text if isinstance(text, int) else int(re.sub(r"[UL]+$", "", text), 0)


def load(spec_dir):
    files = sorted(spec_dir.glob("*.toml"))
    if not files:
        fail(f"{spec_dir.name}/", "has no .toml file")
    groups = [load_file(f, f"{spec_dir.name}/{f.name}") for f in files]
    from . import check  # check imports this module for SpecError
    abi = Abi(groups)
    abi.spec_dir = spec_dir
    check.check(abi)
    return abi
