# SPDX-License-Identifier: GPL-2.0-only
"""Writes cpio archives of the "newc" kind, as Linux unpacks them into its first root; for images and jobs."""

import os
import stat


class Archive:
    """An archive in memory; parents of a path are added by themselves, everything belongs to root."""

    def __init__(self):
        self.parts = []
        self.names = set()

    def _entry(self, name, mode, data=b"", rdev=(0, 0)):
        name = name.strip("/")
        if name in self.names:
            if stat.S_ISDIR(mode):
                return
            raise ValueError(f"{name} is twice in the archive")
        parent = os.path.dirname(name)
        if parent:
            self.dir(parent)
        self.names.add(name)
        fields = (len(self.names), mode, 0, 0, 1, 0, len(data), 0, 0, *rdev, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % f for f in fields) + name.encode() + b"\0"
        self.parts += [head, b"\0" * (-len(head) % 4), data, b"\0" * (-len(data) % 4)]

    def dir(self, name):
        self._entry(name, stat.S_IFDIR | 0o755)

    def data(self, name, data, mode=0o644):
        self._entry(name, stat.S_IFREG | mode, data)

    def file(self, name, path):
        """Add a file from disk, executable if it is so there."""
        with open(path, "rb") as f:
            self.data(name, f.read(), 0o755 if os.access(path, os.X_OK) else 0o644)

    def link(self, name, target):
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def char(self, name, major, minor):
        self._entry(name, stat.S_IFCHR | 0o600, rdev=(major, minor))

    def bytes(self):
        """The whole archive; one may follow another, each must start at a multiple of four."""
        parts, names = list(self.parts), set(self.names)
        self._entry("TRAILER!!!", 0)
        out = b"".join(self.parts)
        self.parts, self.names = parts, names
        return out + b"\0" * (-len(out) % 512)
