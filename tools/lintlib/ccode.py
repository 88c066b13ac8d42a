# SPDX-License-Identifier: GPL-2.0-only
"""Just enough reading of C, assembly and Python to count: lines of code, functions, includes."""

import ast
import re

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
STRING_OR_COMMENT = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
HASH_COMMENT = re.compile(r"^\s*#(?!\s*(include|define|undef|if|else|endif|error|ifdef|ifndef)).*$")


def strip_comments(text):
    """C text without comments; line numbers stay."""
    def keep(m):
        s = m.group(0)
        return s if s[0] in "\"'" else " " + "\n" * s.count("\n")
    return STRING_OR_COMMENT.sub(keep, text)


def lines_of_code(f):
    """Lines that hold neither blanks nor comments only."""
    text = f.text if f.is_python else strip_comments(f.text)
    lines = text.split("\n")
    if f.suffix in (".S", ".inc"):
        lines = [HASH_COMMENT.sub("", line) for line in lines]
    return sum(1 for line in lines if line.strip())


def c_functions(f):
    """(name, first line, length) of every function in kernel style: braces in column 0."""
    lines = strip_comments(f.text).split("\n")
    start = None
    for i, line in enumerate(lines):
        if line.startswith("{") and start is None:
            start = i
        elif line.startswith("}") and start is not None:
            head = i = start
            while head > 0 and lines[head - 1].strip() and not lines[head - 1].startswith(("}", "#")) \
                    and not lines[head - 1].rstrip().endswith(";"):
                head -= 1
            decl = " ".join(lines[head:start])
            m = re.search(r"(\w+)\s*\(", decl)
            end = next(j for j in range(start, len(lines)) if lines[j].startswith("}"))
            if m and not re.match(r"\s*(struct|enum|union)\s+\w+\s*$", decl):
                yield m.group(1), head + 1, end - start + 1
            start = None


def python_functions(f):
    for node in ast.walk(ast.parse(f.text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def functions(f):
    if f.suffix in (".c", ".h"):
        return list(c_functions(f))
    if f.is_python:
        return list(python_functions(f))
    return []


def includes(f):
    """(line, path as written) of every #include "..."."""
    for i, line in enumerate(f.lines, 1):
        m = INCLUDE.match(line)
        if m:
            yield i, m.group(1)
