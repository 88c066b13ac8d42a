# SPDX-License-Identifier: GPL-2.0-only
"""A root directory with passt for tests/linux/lib/disks.py, and what it looks for on any machine: its user, the
resolvers, and places for /proc and /tmp.
"""

import roots


def root(tree):
    """Fill the directory."""
    path = roots.find("passt")
    # The second is what it starts in its place where the CPU has AVX2.
    for name in (path, f"{path}.avx2"):
        roots.place(tree, name)
        roots.libraries(tree, name)
    for name in ("proc", "tmp", "etc"):
        (tree / name).mkdir()
    (tree / "etc/passwd").write_text("nobody:x:65534:65534:nobody:/:/bin/false\n")
    (tree / "etc/resolv.conf").write_text("nameserver 198.51.100.53\n")
