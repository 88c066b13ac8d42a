# SPDX-License-Identifier: GPL-2.0-only
"""The files that lint looks at, read once. Used by tools/lint and its rules."""

import pathlib
import subprocess

SKIP_DIRS = ("build", ".git")
CODE = (".c", ".h", ".S", ".inc", ".lds", ".py", ".sh", ".toml")
C_LIKE = (".c", ".h", ".S", ".inc")


class File:
    """One text file of the tree; path is relative to its top."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")
        self.suffix = pathlib.PurePath(path).suffix
        self.script = text.startswith("#!")

    def under(self, *folders):
        return any(self.path.startswith(f + "/") for f in folders)

    @property
    def generated(self):
        return self.under("spec/gen", "LICENSES") or self.path == "spec/abi.lock"

    @property
    def is_python(self):
        return self.suffix == ".py" or (self.script and "python" in self.lines[0])

    @property
    def is_code(self):
        return self.suffix in CODE or self.script

    @property
    def handwritten(self):
        return self.is_code and not self.generated

    @property
    def in_hv(self):
        """Part of the hypervisor itself."""
        return self.under("hv") and not self.under("hv/parent", "hv/vmm")


def names(top):
    """Tracked files and new ones that git would take; without git, all but build products."""
    try:
        out = subprocess.run(["git", "-C", str(top), "ls-files", "-co", "--exclude-standard"],
                             check=True, capture_output=True, text=True).stdout
        return sorted(set(out.splitlines()))
    except (OSError, subprocess.CalledProcessError):
        found = (p.relative_to(top) for p in top.rglob("*") if p.is_file())
        return sorted(str(p) for p in found if p.parts[0] not in SKIP_DIRS)


def load(top):
    """Every text file of the tree, and the names of those that are not text."""
    files, binary = [], []
    for name in names(top):
        path = top / name
        if not path.is_file() or path.is_symlink():
            continue
        try:
            files.append(File(name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            binary.append(name)
    return files, binary
