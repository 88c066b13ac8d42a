// SPDX-License-Identifier: GPL-2.0-only
/*
 * Offers that are good by themselves but name what is another device's. The child cannot know;
 * its device fails, the others go on, and the parent's next offer is good.
 */
#include "tests/scripted/cases.h"

/* No device is at index 0 but the console, which works all the time. */
#define CONSOLE	0

static void offer(struct rig *r, struct victim *v, struct lucid_dir_dev *entry)
{
	device_close(v->dev);
	entry_next(v);
	entry->state = v->dev->offer.state;
	entry->generation = v->dev->offer.generation;
	entry_write(r, v, entry);
	rig_calm(r);
}

static void same_port(struct rig *r, struct victim *v)
{
	struct lucid_dir_dev entry = v->dev->offer;

	entry.port = r->vm.dev[CONSOLE].offer.port;
	offer(r, v, &entry);
	case_says(r, "no interrupt for port 1");
	entry_heal(r, v);
}

static void same_halves(struct rig *r, struct victim *v)
{
	struct victim *other = v == &r->blk ? &r->net : &r->blk;
	struct lucid_dir_dev entry = v->dev->offer;

	/* So that there are completions, and of the first lap: they look like ours. */
	case_child(r, other->works);
	case_child(r, other->works);
	entry.comp_gpa = other->dev->offer.comp_gpa;
	offer(r, v, &entry);
	talk(r, v->io);
	case_says(r, "channel 0: the parent");
	case_child(r, other->works);
	entry_heal(r, v);
}

static const struct deed deeds[] = {
	{ "a port that is another device's", same_port },
	{ "completions that are another device's", same_halves },
};

void clash_cases(struct rig *r, struct victim *v)
{
	deed_cases(r, v, deeds, COUNT(deeds));
}
