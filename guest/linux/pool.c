// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools: who copies data through a window takes contiguous pieces of it here. Pieces come back
 * in about the order in which they went, so looking on from the last one finds room at once.
 * For drivers.
 */
#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "lucid.h"

static u32 lucid_pool_units(const struct lucid_pool *pool, u32 bytes)
{
	return (bytes + (1U << pool->shift) - 1) >> pool->shift;
}

int lucid_pool_init(struct lucid_pool *pool, struct lucid_link *link, u32 slice, u32 slices,
		    u32 shift)
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
EXPORT_SYMBOL_GPL(lucid_pool_init);

void lucid_pool_exit(struct lucid_pool *pool)
{
	bitmap_free(pool->map);
	pool->map = NULL;
}
EXPORT_SYMBOL_GPL(lucid_pool_exit);

int lucid_pool_get(struct lucid_pool *pool, u32 bytes)
{
	u32 n = lucid_pool_units(pool, bytes);
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
EXPORT_SYMBOL_GPL(lucid_pool_get);

void lucid_pool_put(struct lucid_pool *pool, u32 unit, u32 bytes)
{
	u32 n = lucid_pool_units(pool, bytes);

	bitmap_clear(pool->map, unit, n);
	pool->used -= n;
}
EXPORT_SYMBOL_GPL(lucid_pool_put);
