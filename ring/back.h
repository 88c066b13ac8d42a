/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The parent's side of a channel: submissions in, completions out, and a private table of the
 * ids in service. For back ends. One thread at a time, or one lock around all calls of a back.
 *
 * The first violation by the peer closes the channel, and then every call returns the reason,
 * negative; raise the port so that the peer sees it.
 */
#ifndef LUCID_RING_BACK_H
#define LUCID_RING_BACK_H

#include "rx.h"
#include "tx.h"

/* Elements of the table that lucid_back_init() wants. */
#define LUCID_BACK_WORDS(order)	(1U << (order))

struct lucid_back {
	struct lucid_rx rx;
	struct lucid_tx tx;
	uint32_t *busy;		/* per id: 1 when taken and not completed */
	uint32_t count;		/* how many */
	uint32_t closed;	/* our own reason */
};

/*
 * @comp is our half, zeroed here; @sub the peer's; @busy has LUCID_BACK_WORDS(order) elements.
 * 0, or -LUCID_CLOSE_BAD_FIELD when there is no such shape (the order comes from the peer).
 */
static inline lucid_must_check int lucid_back_init(struct lucid_back *back, void *comp,
						   const void *sub, uint32_t order,
						   uint32_t sub_slot, uint32_t comp_slot,
						   uint32_t *busy)
{
	uint32_t i, n;
	int err = lucid_rx_init(&back->rx, sub, (struct lucid_ring_ctl *)comp, order, sub_slot);

	if (!err)
		err = lucid_tx_init(&back->tx, comp, (const struct lucid_ring_ctl *)sub, order,
				    comp_slot);
	if (err)
		return err;
	n = lucid_slots(order);
	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==> busy[k] == 0;
	    loop assigns i, busy[0 .. n - 1];
	    loop variant n - i; */
	for (i = 0; i < n; i++)
		busy[i] = 0;
	back->busy = busy;
	back->count = 0;
	back->closed = LUCID_CLOSE_OPEN;
	return 0;
}

/* Whether @id is a number below the slots and in service. */
static inline bool lucid_back_busy(const struct lucid_back *back, uint32_t id)
{
	return id < lucid_slots(back->rx.order) && back->busy[id] != 0;
}

/* Tells the peer why; the first reason stays. Raise the port afterwards. */
static inline void lucid_back_close(struct lucid_back *back, uint32_t reason)
{
	if (back->closed != LUCID_CLOSE_OPEN || reason == LUCID_CLOSE_OPEN)
		return;
	back->closed = reason;
	lucid_tx_close(&back->tx, reason);
}

/* The peer's reason, LUCID_CLOSE_OPEN while it has not closed; may be any number. */
static inline uint32_t lucid_back_peer_closed(const struct lucid_back *back)
{
	return lucid_tx_peer_closed(&back->tx);
}

/* Judges a submission's id and marks it: 1, or minus a closing reason. */
static inline int lucid_back_admit(struct lucid_back *back, uint32_t id)
{
	if (back->count >= lucid_slots(back->rx.order))
		return -LUCID_CLOSE_OVERFLOW;
	if (id >= lucid_slots(back->rx.order) || lucid_back_busy(back, id))
		return -LUCID_CLOSE_BAD_ID;
	back->busy[id] = 1;
	back->count++;
	return 1;
}

/*
 * Takes the next submission, a copy, into @slot. 1: its id was not in service and now is, owe
 * it one completion; 0: there is none; less: minus the reason for which the channel was closed.
 */
static lucid_inline lucid_must_check int lucid_back_take_sized(struct lucid_back *back,
							       void *slot, uint32_t bytes)
{
	int got;

	if (back->closed != LUCID_CLOSE_OPEN)
		return -(int)back->closed;
	got = lucid_rx_pop_sized(&back->rx, slot, bytes);
	if (got == 1)
		got = lucid_back_admit(back, lucid_get32((const uint8_t *)slot));
	if (got < 0)
		lucid_back_close(back, (uint32_t)-got);
	return got;
}

static inline lucid_must_check int lucid_back_take(struct lucid_back *back, void *slot)
{
	return lucid_back_take_sized(back, slot, back->rx.slot);
}

/*
 * Publishes a copy of @slot, whose first word is an id in service; lucid_tx_flush() on back->tx
 * says afterwards whether to raise the port. 0; -LUCID_CLOSE_BAD_ID when the id is not in
 * service (our own bug, nothing happened); or our own closing reason.
 */
static lucid_inline lucid_must_check int lucid_back_complete_sized(struct lucid_back *back,
								   const void *slot,
								   uint32_t bytes)
{
	uint32_t id = lucid_get32((const uint8_t *)slot);

	if (back->closed != LUCID_CLOSE_OPEN)
		return -(int)back->closed;
	if (!lucid_back_busy(back, id))
		return -LUCID_CLOSE_BAD_ID;
	back->busy[id] = 0;
	back->count--;
	lucid_tx_push_sized(&back->tx, slot, bytes);
	return 0;
}

static inline lucid_must_check int lucid_back_complete(struct lucid_back *back, const void *slot)
{
	return lucid_back_complete_sized(back, slot, back->tx.slot);
}

#endif
