# SPDX-License-Identifier: GPL-2.0-only
"""The test runner behind tests/run: stages, their processes, KTAP in, KTAP and counts out."""
