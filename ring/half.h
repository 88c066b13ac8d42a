/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Geometry of one half of a channel: a control line, then 2^order slots of 16, 32 or 64 bytes,
 * each with its id in the first and its tag in the last four bytes. Pure functions of values,
 * for every user of a ring and for whoever allocates the pages.
 */
#ifndef LUCID_RING_HALF_H
#define LUCID_RING_HALF_H

#include "port.h"
#include "../spec/gen/lucid_abi.h"

static inline uint32_t lucid_slots(uint32_t order)
{
	return 1U << order;
}

/* Whether a half may have this shape; the peer's words end here. */
static inline bool lucid_half_valid(uint32_t order, uint32_t slot)
{
	return order >= LUCID_RING_MIN_ORDER && order <= LUCID_RING_MAX_ORDER &&
	       (slot == 16 || slot == 32 || slot == 64);
}

/* Size of a valid half, in whole pages. */
static inline uint32_t lucid_half_bytes(uint32_t order, uint32_t slot)
{
	uint32_t bytes = LUCID_RING_SLOTS + slot * lucid_slots(order);
	uint32_t page = LUCID_PAGE_SIZE;

	return (bytes + page - 1) / page * page;
}

/* Where element @n lies; any @n is inside the half. */
static inline uint32_t lucid_slot_offset(uint32_t order, uint32_t slot, uint32_t n)
{
	return LUCID_RING_SLOTS + n % lucid_slots(order) * slot;
}

static inline uint32_t lucid_tag(uint32_t n)
{
	return n + 1;
}

/*
 * What tag @tag says about element @n: 1 it is there, 0 not yet (the slot was never written,
 * or holds the element of the lap before), -LUCID_CLOSE_BAD_TAG the peer broke the protocol.
 */
static inline int lucid_tag_judge(uint32_t order, uint32_t n, uint32_t tag)
{
	if (tag == lucid_tag(n))
		return 1;
	if (tag == 0 || tag == lucid_tag(n) - lucid_slots(order))
		return 0;
	return -LUCID_CLOSE_BAD_TAG;
}

/* Whether element @event is one of @from to @to - 1, modulo 2^32. */
static inline bool lucid_event_crossed(uint32_t event, uint32_t from, uint32_t to)
{
	return event - from < to - from;
}

#endif
