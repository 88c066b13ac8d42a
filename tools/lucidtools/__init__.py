# SPDX-License-Identifier: GPL-2.0-only
"""What the tools that build images and run platforms have in common; imported by tools/ and tests/."""
