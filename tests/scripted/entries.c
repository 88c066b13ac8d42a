// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases that are one wrong field in the parent's entry: in a new offer, or in one that is served.
 */
#include <string.h>

#include "tests/scripted/cases.h"

static struct lucid_dir_dev patched(const struct lucid_dir_dev *entry, const struct patch *p)
{
	struct lucid_dir_dev copy = *entry;

	memcpy((uint8_t *)&copy + p->offset, &p->value, p->size);
	return copy;
}

static void patch_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n,
			void (*one)(struct rig *r, struct victim *v, const struct patch *p))
{
	for (size_t i = 0; i < n; i++) {
		case_begin(r);
		one(r, v, &p[i]);
		case_end(r, v->dev->kind->name, p[i].name);
	}
}

static void bad_offer(struct rig *r, struct victim *v, const struct patch *p)
{
	struct lucid_dir_dev entry;

	device_close(v->dev);
	r->calm = false;
	entry = entry_next(v);
	entry = patched(&entry, p);
	entry_write(r, v, &entry);
	answer_ends(r, v, LUCID_STATE_CLOSED, LUCID_CLOSE_NORMAL);
	case_says(r, p->says);
	if (answer_state(r, v) == LUCID_STATE_READY)
		case_fail(r, "the child takes the offer");
	entry_heal(r, v);
}

void offer_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n)
{
	patch_cases(r, v, p, n, bad_offer);
}

/* A disk that is SUSPENDED keeps its requests for the next offer. */
static void waited(struct rig *r, struct victim *v)
{
	if (r->status >= 0)
		case_fail(r, "a request does not wait: status %d", r->status);
	hook_set(v, NULL, NULL);
	entry_offer(r, v);
	answer_ready(r, v);
	if (talk_end(r))
		case_fail(r, "a request that has waited fails: status %d", r->status);
}

static void turn(struct rig *r, struct victim *v, const struct patch *p)
{
	struct lucid_dir_dev entry = patched(&v->dev->offer, p);
	bool waits = v == &r->blk && entry.state == LUCID_STATE_SUSPENDED;

	r->calm = false;
	hook_set(v, hook_hold, NULL);
	talk_start(r, v->io);
	hook_wait(r, v);
	entry_write(r, v, &entry);
	answer_ends(r, v, LUCID_STATE_CLOSED, LUCID_CLOSE_NORMAL);
	if (waits)
		waited(r, v);
	else
		case_io_failed(r, v);
	case_says(r, p->says);
	entry_heal(r, v);
}

void turn_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n)
{
	patch_cases(r, v, p, n, turn);
}

static void change(struct rig *r, struct victim *v, const struct patch *p)
{
	struct lucid_dir_dev entry = patched(&v->dev->offer, p);
	uint32_t generation = v->dev->offer.generation;

	entry_write(r, v, &entry);
	case_says(r, p->says);
	case_child(r, v->works);
	entry_write(r, v, &v->dev->offer);
	case_child(r, v->works);
	if (answer_state(r, v) != LUCID_STATE_READY || v->dev->offer.generation != generation)
		case_fail(r, "the child has closed");
}

void change_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n)
{
	patch_cases(r, v, p, n, change);
}
