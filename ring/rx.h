/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The consumer's end of one half. Used by front.h and back.h, and by drivers to wait. One
 * thread at a time. Whatever the peer writes, it gets nothing but a slot's bytes or an error
 * into here.
 */
#ifndef LUCID_RING_RX_H
#define LUCID_RING_RX_H

#include "half.h"

struct lucid_rx {
	const uint8_t *half;		/* the peer's half; we may only read it */
	struct lucid_ring_ctl *ctl;	/* control line of our own half */
	uint32_t order;
	uint32_t slot;			/* bytes */
	uint32_t next;			/* number of the next element */
};

/* @half is the peer's, @ctl the start of our own. 0, or -LUCID_CLOSE_BAD_FIELD. */
static inline lucid_must_check int lucid_rx_init(struct lucid_rx *rx, const void *half,
						 struct lucid_ring_ctl *ctl,
						 uint32_t order, uint32_t slot)
{
	if (!lucid_half_valid(order, slot))
		return -LUCID_CLOSE_BAD_FIELD;
	rx->half = (const uint8_t *)half;
	rx->ctl = ctl;
	rx->order = order;
	rx->slot = slot;
	rx->next = 0;
	return 0;
}

/* Judges the tag of the next element, see lucid_tag_judge(). */
static inline int lucid_rx_look(const struct lucid_rx *rx)
{
	uint32_t at = lucid_slot_offset(rx->order, rx->slot, rx->next) + rx->slot - 8;
	uint64_t last = lucid_half_load(rx->half + at);

	return lucid_tag_judge(rx->order, rx->next, (uint32_t)(last >> 32));
}

/*
 * For those who poll: as lucid_rx_look() == 0, and while it is so, call lucid_pause() before the
 * next look. A reader that never rests takes the line from the writer again and again; without
 * the fence here it would, as a processor begins the next loads while it still waits for one.
 */
static inline lucid_must_check bool lucid_rx_idle(const struct lucid_rx *rx)
{
	if (lucid_rx_look(rx))
		return false;
	lucid_load_fence();
	return true;
}

/*
 * Copies the next element into @slot. 1: got one; 0: there is none; -LUCID_CLOSE_BAD_TAG:
 * @slot is not touched and the channel should be closed. The word with the tag is acquired
 * first and not read again: the copy gets the one that was checked. @bytes is rx->slot; see
 * lucid_tx_push_sized().
 *
 * Two things for speed alone: with the first slot of a cache line it asks for the next line;
 * and when there is nothing, it fences, so that what the peer waits for leaves our store
 * buffer before we look again.
 */
static lucid_inline lucid_must_check int lucid_rx_pop_sized(struct lucid_rx *rx, void *slot,
							    uint32_t bytes)
{
	const uint8_t *from = rx->half + lucid_slot_offset(rx->order, bytes, rx->next);
	uint8_t *to = (uint8_t *)slot;
	uint32_t body = bytes - 8, line = 64 / bytes;
	uint64_t last = lucid_half_load(from + body);
	int got = lucid_tag_judge(rx->order, rx->next, (uint32_t)(last >> 32));

	if (got != 1) {
		lucid_fence();
		return got;
	}
	if (rx->next % line == 0)
		lucid_half_prefetch(rx->half +
				    lucid_slot_offset(rx->order, bytes, rx->next + line));
	lucid_copy_out64(to, from, body);
	lucid_set64(to + body, last);
	rx->next++;
	return 1;
}

static inline lucid_must_check int lucid_rx_pop(struct lucid_rx *rx, void *slot)
{
	return lucid_rx_pop_sized(rx, slot, rx->slot);
}

/*
 * Before sleeping: asks the peer to raise our port with the next element. True: there is
 * something already (an element or a bad tag), do not sleep.
 */
static inline lucid_must_check bool lucid_rx_arm(struct lucid_rx *rx)
{
	WRITE_ONCE(rx->ctl->event, rx->next);
	lucid_fence();
	return lucid_rx_look(rx) != 0;
}

/*
 * Takes lucid_rx_arm() back, to save the peer a useless raise when it returned true or when we
 * poll: no element of the next 2^31 matches. Never needed: an event that was crossed is silent.
 */
static inline void lucid_rx_disarm(struct lucid_rx *rx)
{
	WRITE_ONCE(rx->ctl->event, rx->next + 0x80000000U);
}

#endif
