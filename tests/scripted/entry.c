// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the directory, good and bad, and the child's answers to them.
 */
#include <sys/eventfd.h>

#include "tests/scripted/rig.h"

void entry_write(struct rig *r, struct victim *v, const struct lucid_dir_dev *entry)
{
	directory_write(&r->vm.dir, v->index, entry);
	eventfd_write(r->vm.dir.tell, 1);
}

struct lucid_dir_dev entry_next(struct victim *v)
{
	v->dev->offer.generation++;
	v->dev->offer.state = LUCID_STATE_OFFERED;
	v->dev->offer.reason = LUCID_CLOSE_OPEN;
	return v->dev->offer;
}

void entry_offer(struct rig *r, struct victim *v)
{
	struct lucid_dir_dev good;

	device_close(v->dev);
	good = entry_next(v);
	entry_write(r, v, &good);
	rig_calm(r);
}

static const struct lucid_answer *answer(struct rig *r, struct victim *v)
{
	return &r->vm.dir.answers->dev[v->index];
}

uint32_t answer_state(struct rig *r, struct victim *v)
{
	return lucid_load_acquire(&answer(r, v)->state);
}

void answer_ends(struct rig *r, struct victim *v, uint32_t state, uint32_t reason)
{
	uint64_t limit = rig_limit(1);
	uint32_t got, why;

	while (answer_state(r, v) == LUCID_STATE_READY && rig_wait(r, limit))
		;
	got = answer_state(r, v);
	why = READ_ONCE(answer(r, v)->reason);
	if (got != state || why != reason)
		case_fail(r, "the child's answer is %s (%s), want %s (%s)",
			  lucid_dev_state_name(got), lucid_close_name(why),
			  lucid_dev_state_name(state), lucid_close_name(reason));
}

void answer_ready(struct rig *r, struct victim *v)
{
	uint64_t limit = rig_limit(1);

	while (v->dev->offer.state != LUCID_STATE_READY && rig_wait(r, limit))
		;
	if (v->dev->offer.state != LUCID_STATE_READY)
		case_fail(r, "the child does not take generation %u",
			  v->dev->offer.generation);
}

void entry_heal(struct rig *r, struct victim *v)
{
	hook_set(v, NULL, NULL);
	entry_offer(r, v);
	answer_ready(r, v);
	case_child(r, v->works);
}
