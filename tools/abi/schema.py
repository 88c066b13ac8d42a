# SPDX-License-Identifier: GPL-2.0-only
"""The shape of spec/*.toml: which keys each table has, of which type, and which must be there.

Used by model.py. What a value may be beyond its type is checked there.
"""

REQUIRED = True
OPTIONAL = False

STR = (str,)
INT = (int,)
NUM = (int, str)
LIST = (list,)
DICT = (dict,)

GROUP = {
    "name": (STR, REQUIRED),
    "title": (STR, REQUIRED),
    "order": (INT, REQUIRED),
    "prose": (STR, REQUIRED),
    "abi_version": (INT, OPTIONAL),
}
CONST = {
    "name": (STR, REQUIRED),
    "value": (NUM, REQUIRED),
    "unit": (STR, OPTIONAL),
    "doc": (STR, REQUIRED),
}
ENUM = {
    "name": (STR, REQUIRED),
    "prefix": (STR, REQUIRED),
    "doc": (STR, REQUIRED),
    "values": (LIST, REQUIRED),
}
ENUM_VALUE = {
    "name": (STR, REQUIRED),
    "value": (INT, REQUIRED),
    "errno": (STR, OPTIONAL),
    "doc": (STR, REQUIRED),
}
STRUCT = {
    "name": (STR, REQUIRED),
    "size": (INT, REQUIRED),
    "doc": (STR, REQUIRED),
    "fields": (LIST, REQUIRED),
}
FIELD = {
    "name": (STR, REQUIRED),
    "type": (STR, REQUIRED),
    "count": (INT, OPTIONAL),
    "unit": (STR, OPTIONAL),
    "doc": (STR, REQUIRED),
}
CALL = {
    "name": (STR, REQUIRED),
    "number": (INT, REQUIRED),
    "callers": (LIST, REQUIRED),
    "doc": (STR, REQUIRED),
    "args": (LIST, REQUIRED),
    "results": (LIST, OPTIONAL),
    "status": (LIST, REQUIRED),
    "clauses": (LIST, REQUIRED),
    "cases": (LIST, OPTIONAL),
    "scene": (STR, OPTIONAL),
}
ARG = {
    "name": (STR, REQUIRED),
    "type": (STR, REQUIRED),
    "min": (INT, OPTIONAL),
    "max": (INT, OPTIONAL),
    "mask": (INT, OPTIONAL),
    "values": (LIST, OPTIONAL),
    "also": (LIST, OPTIONAL),
    "unit": (STR, OPTIONAL),
    "good": (STR, OPTIONAL),
    "doc": (STR, REQUIRED),
}
# One argument or result type: what is true of every value of it.
TYPE = {
    "name": (STR, REQUIRED),
    "unit": (STR, OPTIONAL),
    "align": (INT, OPTIONAL),
    "min": (INT, OPTIONAL),
    "max": (INT, OPTIONAL),
    "doc": (STR, REQUIRED),
}
# A case for the bad-argument tests that does not follow from types and ranges.
CASE = {
    "what": (STR, REQUIRED),
    "class": (STR, REQUIRED),
    "scene": (STR, OPTIONAL),
    "args": (DICT, OPTIONAL),
    "status": (STR, REQUIRED),
    "arg": (INT, OPTIONAL),
}
STATUS = {
    "name": (STR, REQUIRED),
    "when": (STR, REQUIRED),
}
CLAUSE = {
    "id": (STR, REQUIRED),
    "text": (STR, REQUIRED),
}
CPUID = {
    "leaf": (STR, REQUIRED),
    "name": (STR, REQUIRED),
    "who": (LIST, REQUIRED),
    "doc": (STR, REQUIRED),
}
IOCTL = {
    "name": (STR, REQUIRED),
    "number": (INT, REQUIRED),
    "on": (STR, REQUIRED),
    "dir": (STR, REQUIRED),
    "arg": (STR, REQUIRED),
    "doc": (STR, REQUIRED),
}
RETIRED = {
    "id": (STR, REQUIRED),
    "why": (STR, REQUIRED),
}
MACHINE = {
    "name": (STR, REQUIRED),
    "title": (STR, REQUIRED),
    "enum": (STR, OPTIONAL),
    "states": (LIST, OPTIONAL),
    "start": (STR, REQUIRED),
    "doc": (STR, REQUIRED),
    "steps": (LIST, REQUIRED),
}
STEP = {
    "from": (STR, REQUIRED),
    "to": (STR, REQUIRED),
    "by": (STR, REQUIRED),
    "when": (STR, OPTIONAL),
}
EXIT = {
    "name": (STR, REQUIRED),
    "fields": (LIST, REQUIRED),
    "answer": (STR, REQUIRED),
}
CHANNEL = {
    "device": (STR, REQUIRED),
    "channel": (STR, REQUIRED),
    "up": (STR, REQUIRED),
    "down": (STR, REQUIRED),
    "doc": (STR, REQUIRED),
}
MSR = {
    "msr": (STR, REQUIRED),
    "name": (STR, REQUIRED),
    "read": (STR, REQUIRED),
    "write": (STR, REQUIRED),
}
LEAF = {
    "leaf": (STR, REQUIRED),
    "shown": (STR, REQUIRED),
}
IOPORT = {
    "ports": (STR, REQUIRED),
    "what": (STR, REQUIRED),
    "in": (STR, REQUIRED),
    "out": (STR, REQUIRED),
}
THREAT = {
    "interface": (STR, REQUIRED),
    "hostile": (STR, REQUIRED),
    "victim": (STR, REQUIRED),
    "may": (STR, REQUIRED),
    "survives": (STR, REQUIRED),
    "clauses": (LIST, REQUIRED),
}
CHAPTER = {
    "title": (STR, REQUIRED),
    "order": (INT, REQUIRED),
    "text": (STR, REQUIRED),
}

# Table name -> (key, shape of one entry); lists of tables inside an entry come after.
TABLES = {
    "const": CONST,
    "enum": ENUM,
    "struct": STRUCT,
    "call": CALL,
    "cpuid": CPUID,
    "ioctl": IOCTL,
    "clause": CLAUSE,
    "retired": RETIRED,
    "type": TYPE,
    "machine": MACHINE,
    "exit": EXIT,
    "channel": CHANNEL,
    "msr": MSR,
    "leaf": LEAF,
    "ioport": IOPORT,
    "threat": THREAT,
    "chapter": CHAPTER,
}
NESTED = {
    ("enum", "values"): ENUM_VALUE,
    ("struct", "fields"): FIELD,
    ("call", "args"): ARG,
    ("call", "results"): ARG,
    ("call", "status"): STATUS,
    ("call", "clauses"): CLAUSE,
    ("call", "cases"): CASE,
    ("machine", "steps"): STEP,
}

# Classes of bad-argument tests, and the states of the world in which they are made.
CASES = ("good", "range", "alignment", "reserved", "wrap", "straddle", "alias", "caller", "state",
         "missing", "limit")
SCENES = ("plain", "dead", "running", "ran", "stopped", "open", "stale", "full", "no pool",
          "revoking", "clock", "shared clock", "worn out", "odd state")
# What a value in a case may start from; the test that runs the cases knows their numbers.
BASES = ("NONE", "PART", "GPA", "SHARED_GPA", "GPA_END", "FREE_GPA", "FRESH_GPA", "HPA", "RUN",
         "OWNED", "BUSY", "CONTROL", "RAM_END")
CALLERS = ("parent", "child")
SCALARS = {
    "u8": (1, "uint8_t"),
    "u16": (2, "uint16_t"),
    "u32": (4, "uint32_t"),
    "u64": (8, "uint64_t"),
    "s32": (4, "int32_t"),
    "s64": (8, "int64_t"),
}
