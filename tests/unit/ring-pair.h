/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the ring's host tests: a channel whose two halves lie in one memfd, mapped twice each, so
 * that every side has its own half writable and the peer's read-only, with an unmapped page
 * behind each mapping. A stray read or write is a SIGSEGV.
 */
#ifndef TESTS_UNIT_RING_PAIR_H
#define TESTS_UNIT_RING_PAIR_H

#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "ring/ring.h"

struct pair {
	uint32_t order, sub_slot, comp_slot, sub_bytes, comp_bytes;
	uint8_t *sub, *comp;			/* writable */
	const uint8_t *sub_ro, *comp_ro;	/* what the peer has */
	uint32_t ids[1 << LUCID_RING_MAX_ORDER];
	uint32_t busy[LUCID_BACK_WORDS(LUCID_RING_MAX_ORDER)];
	struct lucid_front front;
	struct lucid_back back;
};

/* ThreadSanitizer goes by address: it needs one for both sides. */
#ifdef RING_ONE_MAPPING
#define PAIR_PEER(own, fd, at, bytes) (own)
#else
#define PAIR_PEER(own, fd, at, bytes) pair_map(fd, at, bytes, PROT_READ)
#endif

static inline void *pair_map(int fd, uint32_t at, uint32_t bytes, int prot)
{
	uint8_t *p = mmap(NULL, bytes + 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	assert_ptr_equal(mmap(p, bytes, prot, MAP_SHARED | MAP_FIXED, fd, at), p);
	return p;
}

static inline void pair_open(struct pair *p, uint32_t order, uint32_t sub_slot, uint32_t comp_slot)
{
	int fd = memfd_create("ring", 0);

	p->order = order;
	p->sub_slot = sub_slot;
	p->comp_slot = comp_slot;
	p->sub_bytes = lucid_half_bytes(order, sub_slot);
	p->comp_bytes = lucid_half_bytes(order, comp_slot);
	assert_int_equal(ftruncate(fd, p->sub_bytes + p->comp_bytes), 0);
	p->sub = pair_map(fd, 0, p->sub_bytes, PROT_READ | PROT_WRITE);
	p->sub_ro = PAIR_PEER(p->sub, fd, 0, p->sub_bytes);
	p->comp = pair_map(fd, p->sub_bytes, p->comp_bytes, PROT_READ | PROT_WRITE);
	p->comp_ro = PAIR_PEER(p->comp, fd, p->sub_bytes, p->comp_bytes);
	close(fd);
	assert_int_equal(lucid_back_init(&p->back, p->comp, p->sub_ro, order, sub_slot, comp_slot,
					 p->busy), 0);
	assert_int_equal(lucid_front_init(&p->front, p->sub, p->comp_ro, order, sub_slot,
					  comp_slot, p->ids), 0);
}

static inline void pair_close(struct pair *p)
{
	munmap(p->sub, p->sub_bytes + 4096);
	if (p->sub_ro != p->sub)
		munmap((void *)p->sub_ro, p->sub_bytes + 4096);
	munmap(p->comp, p->comp_bytes + 4096);
	if (p->comp_ro != p->comp)
		munmap((void *)p->comp_ro, p->comp_bytes + 4096);
}

/* A slot of any size, filled with bytes that depend on its id and @salt. */
struct slot {
	union {
		uint32_t id;
		uint8_t bytes[64];
	};
};

static inline struct slot slot_make(uint32_t id, uint32_t salt)
{
	struct slot s;
	uint32_t i;

	for (i = 0; i < sizeof(s.bytes); i++)
		s.bytes[i] = (uint8_t)(id * 7 + salt * 13 + i);
	s.id = id;
	return s;
}

/* The tag is the ring's, the rest must be what was sent. */
static inline void slot_expect(const struct slot *got, uint32_t size, uint32_t id, uint32_t salt)
{
	struct slot want = slot_make(id, salt);

	assert_memory_equal(got->bytes, want.bytes, size - 4);
}

#endif
