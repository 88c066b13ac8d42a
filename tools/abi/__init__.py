# SPDX-License-Identifier: GPL-2.0-only
"""The ABI generator: reads spec/*.toml, writes spec/gen/. Used by tools/abigen only."""
