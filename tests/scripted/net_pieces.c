// SPDX-License-Identifier: GPL-2.0-only
/*
 * Received frames that come in several buffers, well-formed by the protocol [NET-4] but as no real
 * back end would cut them.
 */
#include "tests/scripted/cases.h"

/* Pieces of a frame, each a buffer of its own. */
static int hook_pieces(struct session *s, unsigned int c)
{
	const uint32_t *len = hook_arg(s);
	uint32_t slot[16];

	if (c || hook_done(s))
		return PASS;
	for (unsigned int i = 0; len[i]; i++) {
		struct lucid_net_frame frame = { .len = len[i] };

		if (lucid_back_take(&s->channel[c].back, slot) != 1)
			return 0;
		frame.id = slot[0];
		frame.hdr.more = len[i + 1] != 0;
		hook_push(s, c, &frame, 0);
	}
	return 1;
}

static int hook_half(struct session *s, unsigned int c)
{
	struct lucid_net_frame frame = { .len = 100, .hdr.more = 1 };
	uint32_t slot[16];

	if (c || hook_done(s) || lucid_back_take(&s->channel[c].back, slot) != 1)
		return PASS;
	frame.id = slot[0];
	hook_push(s, c, &frame, 0);
	return 1;
}

static void pieces(struct rig *r, struct victim *v, const uint32_t *len, const char *then)
{
	hook_set(v, hook_pieces, len);
	hook_wait(r, v);
	hook_set(v, NULL, NULL);
	case_child(r, then);
	case_child(r, v->works);
	if (answer_state(r, v) != LUCID_STATE_READY)
		case_fail(r, "the child has closed");
}

/* Linux wants the Ethernet header in one piece. */
static void split_header(struct rig *r, struct victim *v)
{
	pieces(r, v, (const uint32_t []){ 1, 100, 0 }, "true");
	pieces(r, v, (const uint32_t []){ 13, 1, 1, 0 }, "true");
	pieces(r, v, (const uint32_t []){ 13, 1, 4096, 0 }, "true");
	pieces(r, v, (const uint32_t []){ 1, 12, 0 }, "counted rx_frame_errors");
}

/* More than Linux has room for in a frame. */
static void many_pieces(struct rig *r, struct victim *v)
{
	static const uint32_t len[] = {
		14, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0
	};

	pieces(r, v, len, "counted rx_dropped");
}

static void longest(struct rig *r, struct victim *v)
{
	static const uint32_t len[] = {
		4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096,
		4096, 4096, LUCID_NET_MAX_FRAME - 16 * 4096, 0
	};

	pieces(r, v, len, "true");
}

/* What is left of a frame must not become the beginning of another card's first one. */
static void half_frame(struct rig *r, struct victim *v)
{
	hook_set(v, hook_half, NULL);
	hook_wait(r, v);
	entry_heal(r, v);
}

static const struct deed deeds[] = {
	{ "a header in pieces", split_header },
	{ "a frame in 25 pieces", many_pieces },
	{ "the longest frame", longest },
	{ "the card goes in the middle of a frame", half_frame },
};

void net_piece_cases(struct rig *r, struct victim *v)
{
	deed_cases(r, v, deeds, COUNT(deeds));
}
