/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The parent's half of the directory, as a child reads it: a whole copy of an entry, and whether
 * that can be used. For the bus of a guest, whatever its operating system.
 */
#ifndef LUCID_RING_DIR_H
#define LUCID_RING_DIR_H

#include "half.h"

/*
 * Copies entry @n of the page, from between two equal readings of its sequence word. False: it
 * keeps changing; look again later.
 */
static inline lucid_must_check bool lucid_dir_copy(struct lucid_dir_dev *to,
						   const struct lucid_dir *page, uint32_t n)
{
	uint32_t seq;
	int tries;

	for (tries = 0; tries < 16; tries++) {
		seq = lucid_load_acquire(&page->seq);
		lucid_copy_out64(to, &page->dev[n], sizeof(*to));
		lucid_fence();
		if (READ_ONCE(page->seq) == seq)
			return true;
	}
	return false;
}

static inline bool lucid_dir_empty(const struct lucid_dir_dev *offer)
{
	return offer->type == LUCID_DEV_NONE || offer->state == LUCID_STATE_CLOSED;
}

/*
 * A copy of an entry that is not empty: the field for which it cannot be used, and its value; or
 * NULL, and the id.
 */
static inline const char *lucid_dir_judge(const struct lucid_dir_dev *o, uint64_t *value)
{
	uint64_t reserved = o->reserved[0] | o->reserved[1] | o->reserved[2];
	bool aligned = !(o->comp_gpa % LUCID_PAGE_SIZE);
	const struct {
		const char *field;
		uint64_t value;
		bool good;
	} rule[] = {
		{ "type", o->type, o->type <= LUCID_DEV_SYSTEM },
		{ "state", o->state, o->state <= LUCID_STATE_FAILED },
		{ "channels", o->channels, o->channels != 0 },
		{ "port", o->port, o->port != 0 && o->port + o->channels <= LUCID_MAX_PORTS },
		{ "max_order", o->max_order, lucid_half_valid(o->max_order, 16) },
		{ "comp_gpa", o->comp_gpa, aligned && o->comp_gpa < LUCID_GPA_LIMIT },
		{ "comp_stride", o->comp_stride, !(o->comp_stride % LUCID_PAGE_SIZE) },
		{ "reserved", reserved, !reserved },
	};
	uint32_t i;

	for (i = 0; i < sizeof(rule) / sizeof(rule[0]); i++) {
		*value = rule[i].value;
		if (!rule[i].good)
			return rule[i].field;
	}
	*value = o->id;
	return NULL;
}

#endif
