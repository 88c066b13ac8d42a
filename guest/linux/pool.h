/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pools: who copies data through a window takes contiguous pieces of it here, in units of
 * 2^shift bytes. Pieces come back in about the order in which they went, so looking on from the
 * last one finds room at once. For drivers of devices; the caller has a lock for get and put.
 */
#ifndef LUCID_GUEST_POOL_H
#define LUCID_GUEST_POOL_H

#include <linux/bitmap.h>

#include "lucid.h"

struct lucid_pool {
	u8 *va;
	u64 offset;			/* of unit 0 in its window */
	u32 window;
	u32 shift;
	u32 units;
	u32 used;
	u32 next;			/* where to look first */
	unsigned long *map;
};

/* Makes slice @slice of @slices of the link's windows a pool. */
static inline int lucid_pool_init(struct lucid_pool *pool, struct lucid_link *link, u32 slice,
				  u32 slices, u32 shift)
{
	u32 per = DIV_ROUND_UP(slices, link->windows);	/* slices of a window */
	u32 w = slice / per;
	struct lucid_region *region = &link->window[w];
	u32 units = ((u64)region->pages * PAGE_SIZE >> shift) / per;
	u64 at = (u64)units * (slice % per) << shift;

	pool->map = bitmap_zalloc(units, GFP_KERNEL);
	if (!pool->map)
		return -ENOMEM;
	pool->va = region->va + at;
	pool->window = lucid_is_open() ? 0 : w;
	pool->offset = lucid_is_open() ? region->gpa + at : at;
	pool->shift = shift;
	pool->units = units;
	pool->used = 0;
	pool->next = 0;
	return 0;
}

static inline void lucid_pool_exit(struct lucid_pool *pool)
{
	bitmap_free(pool->map);
	pool->map = NULL;
}

/* All pieces are back. */
static inline void lucid_pool_reset(struct lucid_pool *pool)
{
	bitmap_zero(pool->map, pool->units);
	pool->used = 0;
	pool->next = 0;
}

static inline u32 lucid_pool_count(const struct lucid_pool *pool, u32 bytes)
{
	return (bytes + (1U << pool->shift) - 1) >> pool->shift;
}

/* First unit of a free piece of @bytes, or -1. */
static inline int lucid_pool_get(struct lucid_pool *pool, u32 bytes)
{
	u32 n = lucid_pool_count(pool, bytes);
	unsigned long at;

	if (n > pool->units - pool->used)
		return -1;
	at = bitmap_find_next_zero_area(pool->map, pool->units, pool->next, n, 0);
	if (at >= pool->units && pool->next)
		at = bitmap_find_next_zero_area(pool->map, pool->units, 0, n, 0);
	if (at >= pool->units)
		return -1;
	bitmap_set(pool->map, at, n);
	pool->used += n;
	pool->next = at + n < pool->units ? at + n : 0;
	return at;
}

static inline void lucid_pool_put(struct lucid_pool *pool, u32 unit, u32 bytes)
{
	u32 n = lucid_pool_count(pool, bytes);

	bitmap_clear(pool->map, unit, n);
	pool->used -= n;
}

static inline u8 *lucid_pool_va(const struct lucid_pool *pool, u32 unit)
{
	return pool->va + ((size_t)unit << pool->shift);
}

static inline void lucid_pool_seg(const struct lucid_pool *pool, u32 unit, u32 len,
				  struct lucid_seg *seg)
{
	seg->offset = pool->offset + ((u64)unit << pool->shift);
	seg->len = len;
	seg->window = pool->window;
}

/*
 * Copies by quadwords: what memcpy() chooses on CPUs with fast byte strings costs eight times
 * as many steps where string instructions are executed one by one, and no less elsewhere.
 */
static inline void lucid_copy(void *to, const void *from, size_t bytes)
{
	size_t words = bytes / 8;

	asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
	if (bytes % 8)
		__builtin_memcpy(to, from, bytes % 8);
}

#endif
