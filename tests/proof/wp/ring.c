// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is proved of the ring, as contracts of its functions, for Frama-C WP; tests/proof/ring-wp
 * runs it. The peer's memory is read through the contracts of port.h, which promise nothing
 * about what is read. Together: no access outside of the halves and the private tables, no
 * overflow, an end to every call [RING-2]; a completion is handed up only for a request in
 * flight, which then is no longer in flight [RING-3]; likewise a submission at the back end.
 */
#include "tests/proof/wp/port.h"
#include "ring/ring.h"

/*@ logic integer slots(integer order) =
      order == 1 ? 2 : order == 2 ? 4 : order == 3 ? 8 : order == 4 ? 16 : order == 5 ? 32 :
      order == 6 ? 64 : order == 7 ? 128 : order == 8 ? 256 : order == 9 ? 512 :
      order == 10 ? 1024 : order == 11 ? 2048 : order == 12 ? 4096 : order == 13 ? 8192 :
      order == 14 ? 16384 : 32768;
    predicate shape(integer order, integer slot) =
      1 <= order <= 15 && (slot == 16 || slot == 32 || slot == 64);
    predicate tx_ok(struct lucid_tx *tx) =
      shape(tx->order, tx->slot) && \valid_read(tx->peer) &&
      \valid(tx->half + (0 .. 128 + tx->slot * slots(tx->order) - 1)) &&
      \separated(tx, tx->half + (0 .. 128 + tx->slot * slots(tx->order) - 1));
    predicate rx_ok(struct lucid_rx *rx) =
      shape(rx->order, rx->slot) && \valid(rx->ctl) && \separated(rx, rx->ctl) &&
      \valid_read(rx->half + (0 .. 128 + rx->slot * slots(rx->order) - 1)); */

/*@ requires 1 <= order <= 15;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures order == 1 ==> \result == 2;
    ensures order == 2 ==> \result == 4;
    ensures order == 3 ==> \result == 8;
    ensures order == 4 ==> \result == 16;
    ensures order == 5 ==> \result == 32;
    ensures order == 6 ==> \result == 64;
    ensures order == 7 ==> \result == 128;
    ensures order == 8 ==> \result == 256;
    ensures order == 9 ==> \result == 512;
    ensures order == 10 ==> \result == 1024;
    ensures order == 11 ==> \result == 2048;
    ensures order == 12 ==> \result == 4096;
    ensures order == 13 ==> \result == 8192;
    ensures order == 14 ==> \result == 16384;
    ensures order == 15 ==> \result == 32768; */
static inline uint32_t lucid_slots(uint32_t order);

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result != 0 ==> shape(order, slot); */
static inline bool lucid_half_valid(uint32_t order, uint32_t slot);

/*@ logic integer room(integer order, integer slot) =
      (128 + slot * slots(order) + 4095) / 4096 * 4096; */

/*@ requires shape(order, slot);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == room(order, slot) && \result >= 128 + slot * slots(order); */
static inline uint32_t lucid_half_bytes(uint32_t order, uint32_t slot);

/*@ terminates \true;
    exits \false;
    assigns \nothing; */
static inline uint32_t lucid_tag(uint32_t n);

/*@ requires shape(order, slot);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures 128 <= \result <= 128 + slot * (slots(order) - 1); */
static inline uint32_t lucid_slot_offset(uint32_t order, uint32_t slot, uint32_t n);

/*@ requires 1 <= order <= 15;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 1 || \result == 0 || \result == -LUCID_CLOSE_BAD_TAG; */
static inline int lucid_tag_judge(uint32_t order, uint32_t n, uint32_t tag);

/*@ requires \valid_read(rx) && rx_ok(rx);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 1 || \result == 0 || \result == -LUCID_CLOSE_BAD_TAG; */
static inline int lucid_rx_look(const struct lucid_rx *rx);

/*@ terminates \true;
    exits \false;
    assigns \nothing; */
static inline bool lucid_event_crossed(uint32_t event, uint32_t from, uint32_t to);

/*@ requires \valid(rx);
    terminates \true;
    exits \false;
    assigns *rx;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD;
    ensures \result == 0 ==> shape(order, slot) && rx->order == order && rx->slot == slot &&
      rx->half == (uint8_t *)half && rx->ctl == ctl && rx->next == 0; */
static inline int lucid_rx_init(struct lucid_rx *rx, const void *half, struct lucid_ring_ctl *ctl,
				uint32_t order, uint32_t slot);

/*@ requires \valid(rx) && rx_ok(rx) && bytes == rx->slot;
    requires \valid((uint8_t *)slot + (0 .. bytes - 1));
    requires \separated(rx, (uint8_t *)slot + (0 .. bytes - 1));
    terminates \true;
    exits \false;
    assigns rx->next, ((uint8_t *)slot)[0 .. bytes - 1];
    ensures \result == 1 || \result == 0 || \result == -LUCID_CLOSE_BAD_TAG;
    ensures \result != 1 ==> rx->next == \old(rx->next); */
static inline int lucid_rx_pop_sized(struct lucid_rx *rx, void *slot, uint32_t bytes);

/*@ requires \valid(rx) && rx_ok(rx);
    requires \valid((uint8_t *)slot + (0 .. rx->slot - 1));
    requires \separated(rx, (uint8_t *)slot + (0 .. rx->slot - 1));
    terminates \true;
    exits \false;
    assigns rx->next, ((uint8_t *)slot)[0 .. rx->slot - 1];
    ensures \result == 1 || \result == 0 || \result == -LUCID_CLOSE_BAD_TAG; */
static inline int lucid_rx_pop(struct lucid_rx *rx, void *slot);

/*@ requires \valid_read(rx) && rx_ok(rx);
    terminates \true;
    exits \false;
    assigns \nothing; */
static inline bool lucid_rx_idle(const struct lucid_rx *rx);

/*@ requires \valid(rx) && rx_ok(rx);
    terminates \true;
    exits \false;
    assigns rx->ctl->event; */
static inline bool lucid_rx_arm(struct lucid_rx *rx);

/*@ requires \valid(rx) && rx_ok(rx);
    terminates \true;
    exits \false;
    assigns rx->ctl->event; */
static inline void lucid_rx_disarm(struct lucid_rx *rx);

/*@ requires \valid(tx);
    requires shape(order, slot) ==> \valid((uint8_t *)half + (0 .. room(order, slot) - 1)) &&
      \separated(tx, (uint8_t *)half + (0 .. room(order, slot) - 1));
    terminates \true;
    exits \false;
    assigns *tx, ((uint8_t *)half)[0 .. room(order, slot) - 1];
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD;
    ensures \result == 0 ==> shape(order, slot) && tx->order == order && tx->slot == slot &&
      tx->half == (uint8_t *)half && tx->peer == peer && tx->next == 0 && tx->told == 0; */
static inline int lucid_tx_init(struct lucid_tx *tx, void *half, const struct lucid_ring_ctl *peer,
				uint32_t order, uint32_t slot);

/*@ requires \valid(tx) && tx_ok(tx) && bytes == tx->slot;
    requires \valid_read((uint8_t *)slot + (0 .. bytes - 1));
    terminates \true;
    exits \false;
    assigns tx->next, tx->half[128 .. 128 + bytes * slots(tx->order) - 1]; */
static inline void lucid_tx_push_sized(struct lucid_tx *tx, const void *slot, uint32_t bytes);

/*@ requires \valid(tx) && tx_ok(tx);
    requires \valid_read((uint8_t *)slot + (0 .. tx->slot - 1));
    terminates \true;
    exits \false;
    assigns tx->next, tx->half[128 .. 128 + tx->slot * slots(tx->order) - 1]; */
static inline void lucid_tx_push(struct lucid_tx *tx, const void *slot);

/*@ requires \valid(tx) && tx_ok(tx);
    terminates \true;
    exits \false;
    assigns tx->told; */
static inline bool lucid_tx_flush(struct lucid_tx *tx);

/*@ requires \valid_read(tx) && tx_ok(tx);
    terminates \true;
    exits \false;
    assigns \nothing; */
static inline uint32_t lucid_tx_peer_closed(const struct lucid_tx *tx);

/*@ requires \valid_read(tx) && tx_ok(tx);
    terminates \true;
    exits \false;
    assigns tx->half[4 .. 7]; */
static inline void lucid_tx_close(struct lucid_tx *tx, uint32_t reason);

/* What one side's private table and its halves are to each other. */
/*@ predicate table(uint32_t *ids, integer order) = \valid(ids + (0 .. slots(order) - 1));
    predicate front_ok(struct lucid_front *f) =
      tx_ok(&f->tx) && rx_ok(&f->rx) && f->tx.order == f->rx.order &&
      table(f->ids, f->tx.order) && f->closed <= 7 &&
      \separated(f, f->ids + (0 .. slots(f->tx.order) - 1),
		 f->tx.half + (0 .. 128 + f->tx.slot * slots(f->tx.order) - 1));
    predicate back_ok(struct lucid_back *b) =
      tx_ok(&b->tx) && rx_ok(&b->rx) && b->tx.order == b->rx.order &&
      table(b->busy, b->rx.order) && b->closed <= 7 &&
      \separated(b, b->busy + (0 .. slots(b->rx.order) - 1),
		 b->tx.half + (0 .. 128 + b->tx.slot * slots(b->tx.order) - 1)); */

/*@ requires \valid(front);
    requires shape(order, sub_slot) && shape(order, comp_slot) ==> table(ids, order) &&
      \valid((uint8_t *)sub + (0 .. room(order, sub_slot) - 1)) &&
      \separated(front, ids + (0 .. slots(order) - 1),
		 (uint8_t *)sub + (0 .. room(order, sub_slot) - 1));
    terminates \true;
    exits \false;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD;
    ensures shapes: \result == 0 ==> shape(order, sub_slot) && shape(order, comp_slot) &&
      front->tx.order == order && front->tx.slot == sub_slot && front->rx.order == order &&
      front->rx.slot == comp_slot;
    ensures places: \result == 0 ==> front->tx.half == (uint8_t *)sub && front->ids == ids &&
      front->rx.half == (uint8_t *)comp && front->free == 0 && front->closed == 0;
    ensures all_free: \result == 0 ==>
      ids[slots(order) - 1] == LUCID_ID_END &&
      \forall integer i; 0 <= i < slots(order) - 1 ==> ids[i] == i + 1; */
static inline int lucid_front_init(struct lucid_front *front, void *sub, const void *comp,
				   uint32_t order, uint32_t sub_slot, uint32_t comp_slot,
				   uint32_t *ids);

/*@ requires \valid(front) && front_ok(front);
    terminates \true;
    exits \false;
    assigns front->free, front->ids[0 .. slots(front->tx.order) - 1];
    ensures front->free == LUCID_ID_END;
    ensures \forall integer i; 0 <= i < slots(front->tx.order) ==>
      front->ids[i] == LUCID_ID_HELD; */
static inline void lucid_front_hold(struct lucid_front *front);

/*@ requires \valid_read(front) && front_ok(front);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result <==> id < slots(front->tx.order) && front->ids[id] == state; */
static inline bool lucid_front_is(const struct lucid_front *front, uint32_t id, uint32_t state);

/*@ requires \valid(front) && front_ok(front);
    terminates \true;
    exits \false;
    assigns front->closed, front->tx.half[4 .. 7];
    ensures \old(front->closed) == 0 ==> front->closed == reason;
    ensures \old(front->closed) != 0 ==> front->closed == \old(front->closed); */
static inline void lucid_front_close(struct lucid_front *front, uint32_t reason);

/*@ requires \valid_read(front) && front_ok(front);
    terminates \true;
    exits \false;
    assigns \nothing; */
static inline uint32_t lucid_front_peer_closed(const struct lucid_front *front);

/*@ requires \valid(front) && front_ok(front) && bytes == front->rx.slot;
    requires \valid((uint8_t *)slot + (0 .. bytes - 1));
    requires \separated((uint8_t *)slot + (0 .. bytes - 1), front,
			front->ids + (0 .. slots(front->tx.order) - 1));
    terminates \true;
    exits \false;
    ensures only_known: \result <= 1;
    ensures in_flight: \result == 1 ==>
      0 <= slot_id((uint8_t *)slot) < slots(front->tx.order) &&
      \at(front->ids[\at(slot_id((uint8_t *)slot), Post)], Pre) == LUCID_ID_FLIGHT;
    ensures once: \result == 1 ==> front->ids[slot_id((uint8_t *)slot)] == LUCID_ID_HELD;
    ensures others: \forall integer i; 0 <= i < slots(front->tx.order) &&
      (\result != 1 || i != slot_id((uint8_t *)slot)) ==> front->ids[i] == \old(front->ids[i]);
    ensures closes: \result < 0 ==> front->closed == -\result;
    ensures stays: \old(front->closed) != 0 ==> \result == -(int)\old(front->closed); */
static inline int lucid_front_reap_sized(struct lucid_front *front, void *slot, uint32_t bytes);

/*@ requires \valid(front) && front_ok(front);
    requires \valid((uint8_t *)slot + (0 .. front->rx.slot - 1));
    requires \separated((uint8_t *)slot + (0 .. front->rx.slot - 1), front,
			front->ids + (0 .. slots(front->tx.order) - 1));
    terminates \true;
    exits \false;
    ensures only_known: \result <= 1;
    ensures in_flight: \result == 1 ==>
      0 <= slot_id((uint8_t *)slot) < slots(front->tx.order) &&
      \at(front->ids[\at(slot_id((uint8_t *)slot), Post)], Pre) == LUCID_ID_FLIGHT;
    ensures once: \result == 1 ==> front->ids[slot_id((uint8_t *)slot)] == LUCID_ID_HELD;
    ensures others: \forall integer i; 0 <= i < slots(front->tx.order) &&
      (\result != 1 || i != slot_id((uint8_t *)slot)) ==> front->ids[i] == \old(front->ids[i]);
    ensures closes: \result < 0 ==> front->closed == -\result;
    ensures stays: \old(front->closed) != 0 ==> \result == -(int)\old(front->closed); */
static inline int lucid_front_reap(struct lucid_front *front, void *slot);

/*@ requires \valid(front) && front_ok(front) && bytes == front->tx.slot;
    requires \valid_read((uint8_t *)slot + (0 .. bytes - 1));
    terminates \true;
    exits \false;
    ensures held: \result == 0 ==>
      0 <= \old(slot_id((uint8_t *)slot)) < slots(front->tx.order) &&
      \at(front->ids[\at(slot_id((uint8_t *)slot), Pre)], Pre) == LUCID_ID_HELD;
    ensures nothing: \result != 0 ==>
      \forall integer i; 0 <= i < slots(front->tx.order) ==>
	front->ids[i] == \old(front->ids[i]); */
static inline int lucid_front_submit_sized(struct lucid_front *front, const void *slot,
					   uint32_t bytes);

/*@ requires \valid(front) && front_ok(front);
    requires \valid_read((uint8_t *)slot + (0 .. front->tx.slot - 1));
    terminates \true;
    exits \false;
    ensures held: \result == 0 ==>
      0 <= \old(slot_id((uint8_t *)slot)) < slots(front->tx.order) &&
      \at(front->ids[\at(slot_id((uint8_t *)slot), Pre)], Pre) == LUCID_ID_HELD;
    ensures nothing: \result != 0 ==>
      \forall integer i; 0 <= i < slots(front->tx.order) ==>
	front->ids[i] == \old(front->ids[i]); */
static inline int lucid_front_submit(struct lucid_front *front, const void *slot);

/*@ requires \valid(back);
    requires shape(order, sub_slot) && shape(order, comp_slot) ==> table(busy, order) &&
      \valid((uint8_t *)comp + (0 .. room(order, comp_slot) - 1)) &&
      \separated(back, busy + (0 .. slots(order) - 1),
		 (uint8_t *)comp + (0 .. room(order, comp_slot) - 1));
    terminates \true;
    exits \false;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD;
    ensures shapes: \result == 0 ==> shape(order, sub_slot) && shape(order, comp_slot) &&
      back->rx.order == order && back->rx.slot == sub_slot && back->tx.order == order &&
      back->tx.slot == comp_slot;
    ensures places: \result == 0 ==> back->tx.half == (uint8_t *)comp && back->busy == busy &&
      back->rx.half == (uint8_t *)sub && back->count == 0 && back->closed == 0;
    ensures none_busy: \result == 0 ==>
      \forall integer i; 0 <= i < slots(order) ==> busy[i] == 0; */
static inline int lucid_back_init(struct lucid_back *back, void *comp, const void *sub,
				  uint32_t order, uint32_t sub_slot, uint32_t comp_slot,
				  uint32_t *busy);

/*@ requires \valid_read(back) && back_ok(back);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result <==> id < slots(back->rx.order) && back->busy[id] != 0; */
static inline bool lucid_back_busy(const struct lucid_back *back, uint32_t id);

/*@ requires \valid(back) && back_ok(back);
    terminates \true;
    exits \false;
    assigns back->count, back->busy[0 .. slots(back->rx.order) - 1];
    ensures \result == 1 || \result == -LUCID_CLOSE_OVERFLOW || \result == -LUCID_CLOSE_BAD_ID;
    ensures \result == 1 ==> id < slots(back->rx.order) && \old(back->busy[id]) == 0 &&
      back->busy[id] == 1;
    ensures \forall integer i; 0 <= i < slots(back->rx.order) && (\result != 1 || i != id) ==>
      back->busy[i] == \old(back->busy[i]); */
static inline int lucid_back_admit(struct lucid_back *back, uint32_t id);

/*@ requires \valid(back) && back_ok(back);
    terminates \true;
    exits \false;
    assigns back->closed, back->tx.half[4 .. 7];
    ensures \old(back->closed) == 0 ==> back->closed == reason;
    ensures \old(back->closed) != 0 ==> back->closed == \old(back->closed); */
static inline void lucid_back_close(struct lucid_back *back, uint32_t reason);

/*@ requires \valid_read(back) && back_ok(back);
    terminates \true;
    exits \false;
    assigns \nothing; */
static inline uint32_t lucid_back_peer_closed(const struct lucid_back *back);

/*@ requires \valid(back) && back_ok(back) && bytes == back->rx.slot;
    requires \valid((uint8_t *)slot + (0 .. bytes - 1));
    requires \separated((uint8_t *)slot + (0 .. bytes - 1), back,
			back->busy + (0 .. slots(back->rx.order) - 1));
    terminates \true;
    exits \false;
    ensures only_known: \result <= 1;
    ensures not_in_service: \result == 1 ==>
      0 <= slot_id((uint8_t *)slot) < slots(back->rx.order) &&
      \at(back->busy[\at(slot_id((uint8_t *)slot), Post)], Pre) == 0;
    ensures once: \result == 1 ==> back->busy[slot_id((uint8_t *)slot)] == 1;
    ensures closes: \result < 0 ==> back->closed == -\result;
    ensures stays: \old(back->closed) != 0 ==> \result == -(int)\old(back->closed); */
static inline int lucid_back_take_sized(struct lucid_back *back, void *slot, uint32_t bytes);

/*@ requires \valid(back) && back_ok(back);
    requires \valid((uint8_t *)slot + (0 .. back->rx.slot - 1));
    requires \separated((uint8_t *)slot + (0 .. back->rx.slot - 1), back,
			back->busy + (0 .. slots(back->rx.order) - 1));
    terminates \true;
    exits \false;
    ensures only_known: \result <= 1;
    ensures not_in_service: \result == 1 ==>
      0 <= slot_id((uint8_t *)slot) < slots(back->rx.order) &&
      \at(back->busy[\at(slot_id((uint8_t *)slot), Post)], Pre) == 0;
    ensures once: \result == 1 ==> back->busy[slot_id((uint8_t *)slot)] == 1;
    ensures closes: \result < 0 ==> back->closed == -\result;
    ensures stays: \old(back->closed) != 0 ==> \result == -(int)\old(back->closed); */
static inline int lucid_back_take(struct lucid_back *back, void *slot);

/*@ requires \valid(back) && back_ok(back) && bytes == back->tx.slot;
    requires \valid_read((uint8_t *)slot + (0 .. bytes - 1));
    terminates \true;
    exits \false;
    ensures owed: \result == 0 ==>
      0 <= \old(slot_id((uint8_t *)slot)) < slots(back->rx.order) &&
      \at(back->busy[\at(slot_id((uint8_t *)slot), Pre)], Pre) != 0;
    ensures nothing: \result != 0 ==>
      \forall integer i; 0 <= i < slots(back->rx.order) ==> back->busy[i] == \old(back->busy[i]); */
static inline int lucid_back_complete_sized(struct lucid_back *back, const void *slot,
					    uint32_t bytes);

/*@ requires \valid(back) && back_ok(back);
    requires \valid_read((uint8_t *)slot + (0 .. back->tx.slot - 1));
    terminates \true;
    exits \false;
    ensures owed: \result == 0 ==>
      0 <= \old(slot_id((uint8_t *)slot)) < slots(back->rx.order) &&
      \at(back->busy[\at(slot_id((uint8_t *)slot), Pre)], Pre) != 0;
    ensures nothing: \result != 0 ==>
      \forall integer i; 0 <= i < slots(back->rx.order) ==> back->busy[i] == \old(back->busy[i]); */
static inline int lucid_back_complete(struct lucid_back *back, const void *slot);

/*@ requires \valid(front) && front_ok(front);
    terminates \true;
    exits \false;
    ensures \result == -1 || (0 <= \result < slots(front->tx.order) &&
      front->ids[\result] == LUCID_ID_HELD); */
static inline int lucid_front_get(struct lucid_front *front);

/*@ requires \valid(front) && front_ok(front);
    terminates \true;
    exits \false;
    ensures \result ==> \old(front->ids[id]) == LUCID_ID_HELD; */
static inline bool lucid_front_put(struct lucid_front *front, uint32_t id);
