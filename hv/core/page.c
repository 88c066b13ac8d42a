/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page-owner table itself: look-up, use counts, and the one rule that derives the
 * parent's rights from a page's state. Transitions are in mem.c, partition.c and vp.c.
 */
#include "hv/core/page.h"

#include "hv/core/rights.h"
#include "hv/lib/lib.h"
#include "spec/gen/lucid_states.h"

_Static_assert(sizeof(struct page) == 8, "the boot carve-out counts on 8 bytes a page");

struct spinlock mem_lock;

static struct page *pages;
static uint64_t frames;

void page_init(struct page *table, uint64_t n)
{
	pages = table;
	frames = n;
}

void page_boot_set(uint64_t from, uint64_t to, enum lucid_page_state state)
{
	for (uint64_t f = from; f < to && f < frames; f++)
		pages[f] = (struct page){ .state = (unsigned int)state & 0xf };
}

struct page *page_of(uint64_t hpa)
{
	uint64_t f = hpa >> PAGE_SHIFT;

	if (f >= frames || pages[f].state == LUCID_PAGE_NONE)
		return NULL;
	return &pages[f];
}

void page_set_state(struct page *pg, enum lucid_page_state to)
{
	BUG_ON(!lucid_page_may(pg->state, to));
	pg->state = (unsigned int)to & 0xf;
}

bool page_use(struct page *pg)
{
	if (pg->use == 0xff)
		return false;
	pg->use++;
	return true;
}

void page_unuse(struct page *pg)
{
	BUG_ON(pg->use == 0);
	pg->use--;
}

unsigned int page_parent_rights(const struct page *pg)
{
	switch (pg->state) {
	case LUCID_PAGE_PARENT:
	case LUCID_PAGE_LENT:
		return RIGHTS_ALL;
	case LUCID_PAGE_SHARED:
	case LUCID_PAGE_REVOKING:
		return pg->rights;
	default:
		return 0;
	}
}
