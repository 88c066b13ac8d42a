// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases that are completions as no back end should make them.
 */
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#include "tests/scripted/cases.h"

static int commit(struct session *s, unsigned int c, const struct breach *b)
{
	struct lucid_back *back = &s->channel[c].back;
	uint32_t slot[16], copy[16];

	if (b->closed) {
		lucid_back_close(back, b->closed);
		eventfd_write(s->channel[c].call, 1);
		return 1;
	}
	for (unsigned int i = 0; i <= b->more; i++) {
		memcpy(copy, b->word, sizeof(copy));
		copy[0] = b->id;
		if (!b->early) {
			if (lucid_back_take(back, slot) != 1)
				return i;
			copy[0] += slot[0];
		}
		hook_push(s, c, copy, b->tag);
	}
	for (unsigned int i = 0; i < b->again; i++)
		hook_push(s, c, copy, b->tag);
	return 1;
}

/* Once; if that is the end of the channel, whatever is submitted after it is not answered. */
static int hook(struct session *s, unsigned int c)
{
	const struct breach *b = hook_arg(s);

	if (c != b->channel || (hook_done(s) && b->reason == LUCID_CLOSE_OPEN))
		return PASS;
	return hook_done(s) ? hook_hold(s, c) : commit(s, c, b);
}

static void closes(struct rig *r, struct victim *v, const struct breach *b)
{
	char text[96];

	answer_ends(r, v, b->closed ? LUCID_STATE_CLOSED : LUCID_STATE_FAILED, b->reason);
	rig_calm(r);
	talk_end(r);
	snprintf(text, sizeof(text), "channel %u: the parent broke the protocol: %s (%u)",
		 b->channel, lucid_close_name(b->reason), b->reason);
	case_says(r, b->says ? b->says : text);
	answer_ready(r, v);
	hook_set(v, NULL, NULL);
}

static void goes_on(struct rig *r, struct victim *v, const struct breach *b)
{
	hook_wait(r, v);
	hook_set(v, NULL, NULL);
	case_io_failed(r, v);
	if (b->then)
		case_child(r, b->then);
	if (answer_state(r, v) != LUCID_STATE_READY)
		case_fail(r, "the child has closed");
	rig_calm(r);
}

void breach_cases(struct rig *r, struct victim *v, const struct breach *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		case_begin(r);
		r->calm = false;
		hook_set(v, hook, &b[i]);
		talk_start(r, v->io);
		if (b[i].reason == LUCID_CLOSE_OPEN)
			goes_on(r, v, &b[i]);
		else
			closes(r, v, &b[i]);
		case_child(r, v->works);
		case_end(r, v->dev->kind->name, b[i].name);
	}
}
