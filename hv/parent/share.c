// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the parent may reach of a child's memory, and how it lets go. A page that the child
 * shares is handed to user mappings one by one; when the child wants it back, mappings are
 * taken away, pins are waited for, and then the hypervisor is told. The page count is what
 * closes every race: whoever is about to map or pin a page holds a reference, taken while
 * the page was seen SHARED under part->lock. Called by window.c and run.c.
 */
#include "hv/parent/parent.h"

#define PIN_POLL	msecs_to_jiffies(10)	/* between looks at pinned pages */

static bool share_is_parents(struct lucid_part *part, unsigned long index)
{
	return xa_get_mark(&part->mem, index, LUCID_MEM_ADDED) ||
	       xa_get_mark(&part->mem, index, LUCID_MEM_LENT);
}

static bool share_allowed(struct lucid_part *part, unsigned long index, struct page *page,
			  u32 right)
{
	u64 state, hpa;

	if (share_is_parents(part, index))
		return true;
	if (lucid_hc_mem_query(part->id, (u64)index << PAGE_SHIFT, &state, &hpa))
		return false;
	/* State in bits 7:0, the parent's rights in bits 15:8, see MEM_QUERY. */
	return (u8)state == LUCID_PAGE_SHARED && (state >> 8 & right) == right &&
	       hpa == page_to_phys(page);
}

/* The page with a reference, or NULL if the parent may not use it with @right. */
struct page *lucid_share_get(struct lucid_part *part, unsigned long index, u32 right)
{
	struct page *page;

	mutex_lock(&part->lock);
	page = part->dead ? NULL : xa_load(&part->mem, index);
	if (page && share_allowed(part, index, page, right)) {
		lucid_pages_show(page, 1);
		get_page(page);
	} else {
		page = NULL;
	}
	mutex_unlock(&part->lock);
	return page;
}

/* Takes pages out of every mapping of the partition and its windows. */
void lucid_share_unmap(struct lucid_part *part, unsigned long index, unsigned long n)
{
	unmap_mapping_range(&part->mapping, (u64)index << PAGE_SHIFT, (u64)n << PAGE_SHIFT, 1);
}

/*
 * Gives pages back if nobody uses them. Pages that are not REVOKING (user space can write the
 * run page) are passed over by the hypervisor, and hiding them does no harm: the next fault
 * shows them again.
 */
static bool revoke_span(struct lucid_part *part, const struct lucid_span *span)
{
	lucid_share_unmap(part, span->index, span->n);
	if (!lucid_pages_idle(span->page, span->n))
		return false;
	lucid_pages_hide(span->page, span->n);
	return !lucid_hc_mem_release(part->id, (u64)span->index << PAGE_SHIFT, span->n) &&
	       !lucid_mem_settle(part, span);
}

/*
 * Lets go of what the child wants back and nobody uses, settles what it was given and what it has
 * returned, and looks again later at the rest.
 */
void lucid_share_work(struct work_struct *work)
{
	struct lucid_part *part = container_of(to_delayed_work(work), struct lucid_part, revoke);
	struct lucid_span span = { 0 };
	bool left = false;

	mutex_lock(&part->lock);
	while (!part->dead && lucid_mem_next(part, span.index + span.n, LUCID_MEM_BUSY, &span))
		left |= !revoke_span(part, &span);
	mutex_unlock(&part->lock);
	/* Port 0 of the child may have been raised. */
	lucid_vp_kick(part, U64_MAX);
	if (left)
		schedule_delayed_work(&part->revoke, PIN_POLL);
}

/* The child has unshared pages; its VP goes on while the work is done. */
void lucid_share_sync(struct lucid_part *part, u64 gpa, u32 count)
{
	unsigned long index = gpa >> PAGE_SHIFT, end = index + min_t(u32, count, LUCID_MAX_BATCH);

	mutex_lock(&part->lock);
	for (; index < end; index++)
		if (!share_is_parents(part, index))
			xa_set_mark(&part->mem, index, LUCID_MEM_BUSY);
	mutex_unlock(&part->lock);
	mod_delayed_work(system_wq, &part->revoke, 0);
}
