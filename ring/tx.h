/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The producer's end of one half. Used by front.h and back.h; nothing else should need it but
 * tests and benchmarks. One thread at a time.
 *
 * There is no check for a full ring: whoever has at most 2^order elements unanswered cannot
 * overrun the consumer, and front.h and back.h see to that.
 */
#ifndef LUCID_RING_TX_H
#define LUCID_RING_TX_H

#include "half.h"

struct lucid_tx {
	uint8_t *half;				/* our half; we alone write it */
	const struct lucid_ring_ctl *peer;	/* control line of the peer's half */
	uint32_t order;
	uint32_t slot;				/* bytes */
	uint32_t next;				/* number of the next element */
	uint32_t told;				/* elements below were flushed */
};

/*
 * @half is lucid_half_bytes() long and page aligned. Zeroes it: call it before the peer may
 * look. 0, or -LUCID_CLOSE_BAD_FIELD when there is no such shape.
 */
static inline lucid_must_check int lucid_tx_init(struct lucid_tx *tx, void *half,
						 const struct lucid_ring_ctl *peer,
						 uint32_t order, uint32_t slot)
{
	if (!lucid_half_valid(order, slot))
		return -LUCID_CLOSE_BAD_FIELD;
	tx->half = (uint8_t *)half;
	tx->peer = peer;
	tx->order = order;
	tx->slot = slot;
	tx->next = 0;
	tx->told = 0;
	lucid_zero_shared(half, lucid_half_bytes(order, slot));
	return 0;
}

/*
 * Publishes a copy of @slot, of which the last four bytes are not looked at. @bytes is tx->slot:
 * a constant there lets the compiler keep the slot in registers, which is a third faster.
 */
static lucid_inline void lucid_tx_push_sized(struct lucid_tx *tx, const void *slot,
					     uint32_t bytes)
{
	uint8_t *to = tx->half + lucid_slot_offset(tx->order, bytes, tx->next);
	const uint8_t *from = (const uint8_t *)slot;
	uint32_t body = bytes - 8;
	uint64_t tag = lucid_tag(tx->next);

	lucid_copy_in64(to, from, body);
	lucid_half_store(to + body, tag << 32 | lucid_get32(from + body));
	tx->next++;
}

static inline void lucid_tx_push(struct lucid_tx *tx, const void *slot)
{
	lucid_tx_push_sized(tx, slot, tx->slot);
}

/*
 * Call it after the last push of a batch, and before sleeping. True: the peer waits for one of
 * the elements pushed since the last flush, raise its port. The fence pairs with the one in
 * lucid_rx_arm(): either we see its event, or it sees our tag.
 */
static inline lucid_must_check bool lucid_tx_flush(struct lucid_tx *tx)
{
	uint32_t from = tx->told;

	if (from == tx->next)
		return false;
	tx->told = tx->next;
	lucid_fence();
	return lucid_event_crossed(lucid_peer_load(&tx->peer->event), from, tx->next);
}

/* The peer's reason for closing, LUCID_CLOSE_OPEN while it has not; may be any number. */
static inline uint32_t lucid_tx_peer_closed(const struct lucid_tx *tx)
{
	return lucid_peer_load(&tx->peer->closed);
}

/* Tells the peer why we stop. It looks when its port is raised, so raise it, always. */
static inline void lucid_tx_close(struct lucid_tx *tx, uint32_t reason)
{
	lucid_ctl_store(tx->half + offsetof(struct lucid_ring_ctl, closed), reason);
}

#endif
