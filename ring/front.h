/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The child's side of a channel: submissions out, completions in, and the private table of ids
 * that says which completions may come. For the drivers of a guest. One thread at a time, or
 * one lock around all calls of a front.
 *
 * An id is free, held by the caller, or in flight:
 *   free --get--> held --submit--> in flight --reap--> held --put--> free
 * so after a reap the caller may submit the same id again (a receive buffer) or put it. A
 * driver with ids of its own (blk-mq's tags) calls lucid_front_hold() once and then neither
 * gets nor puts; then one thread may submit while another one reaps.
 *
 * The first violation by the peer closes the channel, and then every call returns the reason,
 * negative; raise the port so that the peer sees it.
 */
#ifndef LUCID_RING_FRONT_H
#define LUCID_RING_FRONT_H

#include "rx.h"
#include "tx.h"

/* Private values in the table of ids; smaller ones link the free ids. */
#define LUCID_ID_END	0xffffffffU
#define LUCID_ID_HELD	0xfffffffeU
#define LUCID_ID_FLIGHT	0xfffffffdU

struct lucid_front {
	struct lucid_tx tx;
	struct lucid_rx rx;
	uint32_t *ids;		/* 2^order: next free id, or one of LUCID_ID_* */
	uint32_t free;		/* first free id or LUCID_ID_END */
	uint32_t closed;	/* our own reason */
};

/*
 * @sub is our half, zeroed here; @comp the peer's; @ids has 2^order elements. Also called to
 * start again on a new offer. 0, or -LUCID_CLOSE_BAD_FIELD when there is no such shape.
 */
static inline lucid_must_check int lucid_front_init(struct lucid_front *front, void *sub,
						    const void *comp, uint32_t order,
						    uint32_t sub_slot, uint32_t comp_slot,
						    uint32_t *ids)
{
	uint32_t last, i;
	int err = lucid_rx_init(&front->rx, comp, (struct lucid_ring_ctl *)sub, order, comp_slot);

	if (!err)
		err = lucid_tx_init(&front->tx, sub, (const struct lucid_ring_ctl *)comp, order,
				    sub_slot);
	if (err)
		return err;
	last = lucid_slots(order) - 1;
	/*@ loop invariant 0 <= i <= last;
	    loop invariant \forall integer k; 0 <= k < i ==> ids[k] == k + 1;
	    loop assigns i, ids[0 .. last - 1];
	    loop variant last - i; */
	for (i = 0; i < last; i++)
		ids[i] = i + 1;
	ids[last] = LUCID_ID_END;
	front->ids = ids;
	front->free = 0;
	front->closed = LUCID_CLOSE_OPEN;
	return 0;
}

/* Hands all ids to the caller, for good. Call it right after lucid_front_init(). */
static inline void lucid_front_hold(struct lucid_front *front)
{
	uint32_t n = lucid_slots(front->tx.order), i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==> front->ids[k] == LUCID_ID_HELD;
	    loop assigns i, front->ids[0 .. n - 1];
	    loop variant n - i; */
	for (i = 0; i < n; i++)
		front->ids[i] = LUCID_ID_HELD;
	front->free = LUCID_ID_END;
}

/* Whether @id is a number below the slots and in @state. */
static inline bool lucid_front_is(const struct lucid_front *front, uint32_t id, uint32_t state)
{
	return id < lucid_slots(front->tx.order) && READ_ONCE(front->ids[id]) == state;
}

/* A free id, now held by the caller; -1 when as many are out as there are slots. */
static inline lucid_must_check int lucid_front_get(struct lucid_front *front)
{
	uint32_t id = front->free;

	if (id >= lucid_slots(front->tx.order))
		return -1;
	front->free = front->ids[id];
	WRITE_ONCE(front->ids[id], LUCID_ID_HELD);
	return (int)id;
}

/* Gives a held id back, used or not. An id that is not held is left alone: false. */
static inline bool lucid_front_put(struct lucid_front *front, uint32_t id)
{
	if (!lucid_front_is(front, id, LUCID_ID_HELD))
		return false;
	WRITE_ONCE(front->ids[id], front->free);
	front->free = id;
	return true;
}

/* Tells the peer why; the first reason stays. Raise the port afterwards. */
static inline void lucid_front_close(struct lucid_front *front, uint32_t reason)
{
	if (READ_ONCE(front->closed) != LUCID_CLOSE_OPEN || reason == LUCID_CLOSE_OPEN)
		return;
	WRITE_ONCE(front->closed, reason);
	lucid_tx_close(&front->tx, reason);
}

/* The peer's reason, LUCID_CLOSE_OPEN while it has not closed; may be any number. */
static inline uint32_t lucid_front_peer_closed(const struct lucid_front *front)
{
	return lucid_tx_peer_closed(&front->tx);
}

/*
 * Publishes a copy of @slot, whose first word is an id that the caller holds; lucid_tx_flush()
 * on front->tx says afterwards whether to raise the port. 0; -LUCID_CLOSE_BAD_ID when the
 * caller does not hold the id (its own bug, nothing happened); or our own closing reason.
 * @bytes is the slot's size, see lucid_tx_push_sized().
 */
static lucid_inline lucid_must_check int lucid_front_submit_sized(struct lucid_front *front,
								  const void *slot,
								  uint32_t bytes)
{
	uint32_t closed = READ_ONCE(front->closed);
	uint32_t id = lucid_get32((const uint8_t *)slot);

	if (closed != LUCID_CLOSE_OPEN)
		return -(int)closed;
	if (!lucid_front_is(front, id, LUCID_ID_HELD))
		return -LUCID_CLOSE_BAD_ID;
	WRITE_ONCE(front->ids[id], LUCID_ID_FLIGHT);
	lucid_tx_push_sized(&front->tx, slot, bytes);
	return 0;
}

static inline lucid_must_check int lucid_front_submit(struct lucid_front *front, const void *slot)
{
	return lucid_front_submit_sized(front, slot, front->tx.slot);
}

/*
 * Takes the next completion, a copy, into @slot. 1: its id was in flight and is now held by the
 * caller; 0: there is none; less: minus the reason for which the channel was closed.
 */
static lucid_inline lucid_must_check int lucid_front_reap_sized(struct lucid_front *front,
								void *slot, uint32_t bytes)
{
	uint32_t closed = READ_ONCE(front->closed);
	uint32_t id;
	int got;

	if (closed != LUCID_CLOSE_OPEN)
		return -(int)closed;
	got = lucid_rx_pop_sized(&front->rx, slot, bytes);
	if (got == 1) {
		id = lucid_get32((const uint8_t *)slot);
		if (lucid_front_is(front, id, LUCID_ID_FLIGHT)) {
			WRITE_ONCE(front->ids[id], LUCID_ID_HELD);
			return 1;
		}
		got = -LUCID_CLOSE_BAD_ID;
	}
	if (got < 0)
		lucid_front_close(front, (uint32_t)-got);
	return got;
}

static inline lucid_must_check int lucid_front_reap(struct lucid_front *front, void *slot)
{
	return lucid_front_reap_sized(front, slot, front->rx.slot);
}

#endif
