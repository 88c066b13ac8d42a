// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of any device has to stand: a parent that says nothing, with a request, with an
 * answer, and when it should let go.
 */
#include "tests/scripted/cases.h"

static void silent_request(struct rig *r, struct victim *v)
{
	r->calm = false;
	hook_set(v, hook_hold, NULL);
	talk_start(r, v->many);
	answer_ends(r, v, LUCID_STATE_FAILED, LUCID_CLOSE_TIMEOUT);
	rig_calm(r);
	case_io_failed(r, v);
	case_says(r, "the parent completes nothing");
	hook_set(v, NULL, NULL);
	answer_ready(r, v);
	case_child(r, v->works);
}

static void silent_answer(struct rig *r, struct victim *v)
{
	struct lucid_dir_dev entry;

	device_close(v->dev);
	r->calm = false;
	entry = entry_next(v);
	entry_write(r, v, &entry);
	case_says(r, "the parent does not answer");
	entry_heal(r, v);
}

static void silent_end(struct rig *r, struct victim *v)
{
	r->calm = false;
	hook_set(v, hook_hold, NULL);
	talk_start(r, v->many);
	answer_ends(r, v, LUCID_STATE_FAILED, LUCID_CLOSE_TIMEOUT);
	case_io_failed(r, v);
	case_says(r, "the parent does not let go");
	entry_heal(r, v);
}

static const struct deed silences[] = {
	{ "[DEV-8] silence after a request", silent_request },
	{ "silence after an answer", silent_answer },
	{ "[DEV-8] silence after a request and after the end", silent_end },
};

void silence_cases(struct rig *r, struct victim *v)
{
	deed_cases(r, v, silences, COUNT(silences));
}
