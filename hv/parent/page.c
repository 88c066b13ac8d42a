// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages on their way to the hypervisor and back. A page that the parent may not touch is
 * marked offline, so that kcore and crash dumps skip it, and keeps the one reference that
 * its allocation gave, so that nobody else gets it. Called by all that moves pages.
 */
#include "hv/parent/parent.h"

#define AGAIN_MAX	1000	/* pings before a CPU counts as lost */

atomic64_t lucid_given;		/* pages that have to come back by MEM_RECLAIM */

static void ping(void *unused)
{
	lucid_hc_hv_ping();
}

/*
 * For loops around calls that wait for all TLBs: says whether to make the call again, after
 * it has made every CPU enter the hypervisor.
 */
bool lucid_again(s64 status, unsigned int *tries)
{
	if (status != LUCID_E_AGAIN || ++*tries > AGAIN_MAX)
		return false;
	on_each_cpu(ping, NULL, 1);
	return true;
}

/* True if only the partition's own reference is left: no mapping, no pin. */
bool lucid_pages_idle(struct page *page, unsigned long n)
{
	for (; n--; page++)
		if (page_count(page) != 1)
			return false;
	return true;
}

/* The pages must be idle: a page's type lives in its map count. */
void lucid_pages_hide(struct page *page, unsigned long n)
{
	page_offline_begin();
	for (; n--; page++)
		if (!PageOffline(page))
			__SetPageOffline(page);
	page_offline_end();
}

void lucid_pages_show(struct page *page, unsigned long n)
{
	for (; n--; page++)
		if (PageOffline(page))
			__ClearPageOffline(page);
}

void lucid_pages_put(struct page *page, unsigned long n)
{
	lucid_pages_show(page, n);
	while (n--)
		put_page(page++);
}

/* Allocates pages that @call gives to the hypervisor for its own use. */
int lucid_pages_give(struct lucid_part *part, unsigned int order, lucid_give_fn call, void *arg)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, order);
	unsigned int tries = 0;
	unsigned long i;
	s64 status;

	if (!page)
		return -ENOMEM;
	split_page(page, order);
	lucid_pages_hide(page, 1UL << order);
	do
		status = call(part, page_to_phys(page), arg);
	while (lucid_again(status, &tries));
	if (status && status != LUCID_E_AGAIN) {
		lucid_pages_put(page, 1UL << order);
		return lucid_errno(status);
	}
	/* With E_AGAIN the hypervisor has them half-way. */
	atomic64_add(1UL << order, &lucid_given);
	for (i = 0; i < 1UL << order; i++)
		list_add_tail(&page[i].lru, &part->given);
	return lucid_errno(status);
}

/*
 * Takes back pages of a destroyed partition and frees them. What does not come back is never
 * freed; returns how many pages those are.
 */
unsigned long lucid_pages_reclaim(u64 id, struct page *page, unsigned long n)
{
	unsigned long lost = 0;
	u64 done;
	s64 status;

	while (n) {
		done = 0;
		status = lucid_hc_mem_reclaim(id, page_to_phys(page), n, &done);
		/* With E_INVAL it is not a count. */
		if (!done || done > n || status == LUCID_E_INVAL) {
			pr_err("partition %llu: page %#llx does not come back: status %lld\n", id,
			       (u64)page_to_phys(page), status);
			done = 1;
			lost++;
		} else {
			atomic64_sub(done, &lucid_given);
			lucid_pages_put(page, done);
		}
		page += done;
		n -= done;
		cond_resched();
	}
	return lost;
}
