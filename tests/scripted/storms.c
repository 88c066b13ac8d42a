// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of any device has to stand: far too much of something that is good in itself.
 */
#include <sys/eventfd.h>

#include "tests/scripted/cases.h"

static void storm_over(struct rig *r, const struct victim *v)
{
	if (talk_end(r))
		case_fail(r, "the device does not work in a storm: %s", r->said);
	case_child(r, v->works);
}

static void storm(struct rig *r, struct victim *v)
{
	talk_start(r, v->works);
	for (int i = 0; i < 2000; i++)
		for (unsigned int c = 0; c < v->dev->session.channels; c++)
			eventfd_write(v->dev->session.channel[c].call, 1);
	storm_over(r, v);
}

static void scans(struct rig *r, struct victim *v)
{
	talk_start(r, v->works);
	for (int i = 0; i < 1000; i++)
		entry_write(r, v, &v->dev->offer);
	storm_over(r, v);
}

static void generations(struct rig *r, struct victim *v)
{
	struct lucid_dir_dev entry;

	r->calm = false;
	device_close(v->dev);
	for (int i = 0; i < 100; i++) {
		entry = entry_next(v);
		entry_write(r, v, &entry);
	}
	entry_heal(r, v);
}

static const struct deed storms[] = {
	{ "a storm of interrupts", storm },
	{ "a storm of looks at the directory", scans },
	{ "[DEV-7] a storm of generations", generations },
};

void storm_cases(struct rig *r, struct victim *v)
{
	deed_cases(r, v, storms, COUNT(storms));
}
