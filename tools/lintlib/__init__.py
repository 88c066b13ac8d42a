# SPDX-License-Identifier: GPL-2.0-only
"""The rules of tools/lint, one kind a file; each rule yields (path, line, message)."""
