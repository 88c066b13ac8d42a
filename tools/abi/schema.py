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
}
ARG = {
    "name": (STR, REQUIRED),
    "type": (STR, REQUIRED),
    "min": (INT, OPTIONAL),
    "max": (INT, OPTIONAL),
    "mask": (INT, OPTIONAL),
    "unit": (STR, OPTIONAL),
    "doc": (STR, REQUIRED),
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

# Table name -> (key, shape of one entry); lists of tables inside an entry come after.
TABLES = {
    "const": CONST,
    "enum": ENUM,
    "struct": STRUCT,
    "call": CALL,
    "cpuid": CPUID,
    "ioctl": IOCTL,
    "clause": CLAUSE,
}
NESTED = {
    ("enum", "values"): ENUM_VALUE,
    ("struct", "fields"): FIELD,
    ("call", "args"): ARG,
    ("call", "results"): ARG,
    ("call", "status"): STATUS,
    ("call", "clauses"): CLAUSE,
}

ARG_TYPES = ("u64", "partition", "gpa", "hpa", "count", "rights", "flags", "vp", "port")
CALLERS = ("parent", "child")
SCALARS = {
    "u8": (1, "uint8_t"),
    "u16": (2, "uint16_t"),
    "u32": (4, "uint32_t"),
    "u64": (8, "uint64_t"),
    "s32": (4, "int32_t"),
    "s64": (8, "int64_t"),
}
