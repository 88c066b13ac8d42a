/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the proof of the ring (tests/proof/wp/ring.c): ring/port.h as contracts without bodies.
 * These are the assumptions of the proof, and the only ones; each says why it may be made.
 */
#ifndef LUCID_RING_PORT_H
#define LUCID_RING_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A byte is a char here, so that the prover sees one type of byte and not two. The ring never
 * calculates with bytes: they only pass through the functions below.
 */
#define uint8_t int8_t

#define lucid_must_check
#define lucid_inline inline
#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, value) ((x) = (value))

/* The word in the first four bytes of a private slot: some function of these bytes. */
/*@ axiomatic slot { logic integer slot_id(uint8_t *slot) reads slot[0 .. 3]; } */

/* What a peer can change: any value, at any time. Only that the place may be read is needed. */
/*@ requires \valid_read(shared);
    terminates \true;
    exits \false;
    assigns \result \from \nothing; */
uint32_t lucid_peer_load(const uint32_t *shared);

/*@ requires \valid_read(shared + (0 .. 7));
    terminates \true;
    exits \false;
    assigns \result \from \nothing; */
uint64_t lucid_half_load(const uint8_t *shared);

/* A hint changes nothing; it is asked for inside the half all the same. */
/*@ requires \valid_read(shared + (0 .. 7));
    terminates \true;
    exits \false;
    assigns \nothing; */
void lucid_half_prefetch(const uint8_t *shared);

/* Copies out of shared memory: any bytes, in the private place given and nowhere else. */
/*@ requires \valid_read((uint8_t *)shared + (0 .. bytes - 1));
    requires bytes % 8 == 0;
    requires \valid((uint8_t *)priv + (0 .. bytes - 1));
    terminates \true;
    exits \false;
    assigns ((uint8_t *)priv)[0 .. bytes - 1] \from \nothing; */
void lucid_copy_out64(void *priv, const void *shared, uint32_t bytes);

/* Copies in, and stores: they change our own half only, where they are told. */
/*@ requires \valid((uint8_t *)shared + (0 .. bytes - 1));
    requires bytes % 8 == 0;
    requires \valid_read((uint8_t *)priv + (0 .. bytes - 1));
    terminates \true;
    exits \false;
    assigns ((uint8_t *)shared)[0 .. bytes - 1] \from \nothing; */
void lucid_copy_in64(void *shared, const void *priv, uint32_t bytes);

/*@ requires \valid(shared + (0 .. 7));
    terminates \true;
    exits \false;
    assigns shared[0 .. 7] \from \nothing; */
void lucid_half_store(uint8_t *shared, uint64_t value);

/*@ requires \valid(shared + (0 .. 3));
    terminates \true;
    exits \false;
    assigns shared[0 .. 3] \from \nothing; */
void lucid_ctl_store(uint8_t *shared, uint32_t value);

/* Unaligned words of private slots; memcpy of four or eight bytes in ring/port.h. */
/*@ requires \valid_read(priv + (0 .. 3));
    terminates \true;
    exits \false;
    assigns \result \from priv[0 .. 3];
    ensures \result == slot_id(priv); */
uint32_t lucid_get32(const uint8_t *priv);

/*@ requires \valid(priv + (0 .. 7));
    terminates \true;
    exits \false;
    assigns priv[0 .. 7] \from \nothing; */
void lucid_set64(uint8_t *priv, uint64_t value);

/* Orders what processors see; one thread of one side has nothing to see of it (ring.pml has). */
/*@ terminates \true;
    exits \false;
    assigns \nothing; */
void lucid_fence(void);

/*@ terminates \true;
    exits \false;
    assigns \nothing; */
void lucid_pause(void);

/*@ terminates \true;
    exits \false;
    assigns \nothing; */
void lucid_load_fence(void);

/*@ requires \valid((uint8_t *)shared + (0 .. bytes - 1));
    requires bytes % 8 == 0;
    terminates \true;
    exits \false;
    assigns ((uint8_t *)shared)[0 .. bytes - 1] \from \nothing; */
void lucid_zero_shared(void *shared, uint32_t bytes);

#endif
