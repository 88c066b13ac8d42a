// SPDX-License-Identifier: GPL-2.0-only
/*
 * Completions that the driver of disks has to refuse, and some that it has to take. The disk is
 * idle but for one read.
 */
#include "tests/scripted/cases.h"

static const struct breach breaches[] = {
	{ "[BLK-6] an unknown status", .done.status = 6, .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[BLK-6] status ~0", .done.status = ~0U, .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[BLK-6] an info", .done.info = 4096, .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[RING-3] an id that is not in flight", .id = 1, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] an id beyond the slots", .id = 128, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] id ~0", .id = ~0U - 127, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] an id twice", .again = 1, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] an id 127 times", .again = 126, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] a completion before any request", .early = true, .id = 99,
	  .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-5] a tag is left out", .tag = 1, .reason = LUCID_CLOSE_BAD_TAG },
	{ "[RING-5] a tag of the next lap", .tag = 128, .reason = LUCID_CLOSE_BAD_TAG },
	{ "[RING-5] a tag that has its highest bit set", .tag = 1U << 31,
	  .reason = LUCID_CLOSE_BAD_TAG },
	{ "[DEV-8] the tag of the lap before: nothing has come", .tag = -128U,
	  .reason = LUCID_CLOSE_TIMEOUT, .says = "the parent completes nothing" },
	{ "an orderly end of the channel", .closed = LUCID_CLOSE_NORMAL,
	  .reason = LUCID_CLOSE_NORMAL, .says = "the parent closed it: NORMAL (1)" },
	{ "the channel is closed for a bad length", .closed = LUCID_CLOSE_BAD_LENGTH,
	  .reason = LUCID_CLOSE_NORMAL, .says = "the parent closed it: BAD_LENGTH (3)" },
	{ "the channel is closed for no known reason", .closed = 0xdeadbeef,
	  .reason = LUCID_CLOSE_NORMAL, .says = "(3735928559)" },
	{ "an I/O error is no breach", .done.status = LUCID_IO_ERROR },
	{ "an operation that is not supported is none", .done.status = LUCID_IO_UNSUPPORTED },
	{ "a read for which there is no space is none", .done.status = LUCID_IO_NOSPACE },
};

void blk_done_cases(struct rig *r, struct victim *v)
{
	breach_cases(r, v, breaches, COUNT(breaches));
}
