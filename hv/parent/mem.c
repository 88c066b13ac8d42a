// SPDX-License-Identifier: GPL-2.0-only
/*
 * A child's memory: unmovable pages that the module allocates, remembers by GPA, and donates
 * or lends. The partition's ioctls and its end call it.
 */
#include "hv/parent/parent.h"

#define BLOCK_ORDER	ilog2(LUCID_MAX_BATCH)	/* the largest block that is asked for */
#define POOL_ORDER	3			/* table pages added at a time */
#define POOL_TRIES	8

/* The next pages at or after @index with @mark, as many as follow each other. */
bool lucid_mem_next(struct lucid_part *part, unsigned long index, xa_mark_t mark,
		    struct lucid_span *span)
{
	struct page *page = xa_find(&part->mem, &index, ULONG_MAX, mark);

	span->index = index;
	span->page = page;
	span->n = 0;
	while (page && page == span->page + span->n && index == span->index + span->n &&
	       span->n < LUCID_MAX_BATCH) {
		span->n++;
		page = xa_find_after(&part->mem, &index, ULONG_MAX, mark);
	}
	return span->n;
}

/* Adds zeroed pages, in blocks as large as can be had, aligned in the child as in the machine. */
static int mem_fill(struct lucid_part *part, unsigned long index, unsigned long n)
{
	unsigned int most = BLOCK_ORDER, order;
	struct page *page, *end;
	int ret = 0;

	while (n && !ret) {
		order = min_t(unsigned int, most, ilog2(n));
		if (index)
			order = min_t(unsigned int, order, __ffs(index));
		page = alloc_pages(GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN |
				   (order ? __GFP_NORETRY : __GFP_RETRY_MAYFAIL), order);
		if (!page) {
			ret = order ? 0 : -ENOMEM;
			most = order - 1;
			continue;
		}
		split_page(page, order);
		for (end = page + (1UL << order); page < end; page++, index++, n--) {
			if (!ret)
				ret = xa_err(xa_store(&part->mem, index, page, GFP_KERNEL));
			if (ret)
				put_page(page);
			else
				xa_set_mark(&part->mem, index, LUCID_MEM_ADDED);
		}
		if (fatal_signal_pending(current))
			ret = -EINTR;
		cond_resched();
	}
	return ret;
}

/* Frees what was added and is still the parent's alone. */
static void mem_drop(struct lucid_part *part, unsigned long index, unsigned long n)
{
	unsigned long i;
	struct page *page;

	xa_for_each_range(&part->mem, i, page, index, index + n - 1)
		if (xa_get_mark(&part->mem, i, LUCID_MEM_ADDED)) {
			xa_erase(&part->mem, i);
			put_page(page);
		}
}

static s64 pool_call(struct lucid_part *part, u64 hpa, void *unused)
{
	return lucid_hc_mem_pool(part->id, hpa, 1UL << POOL_ORDER);
}

/* MEM_DONATE or, with rights, MEM_LEND; fills the pool when that is what is missing. */
static int mem_hand_over(struct lucid_part *part, const struct lucid_span *span, u32 rights)
{
	u64 gpa = (u64)span->index << PAGE_SHIFT, hpa = page_to_phys(span->page);
	unsigned int tries = 0;
	unsigned long i;
	s64 status;
	int ret = 0;

	do {
		status = rights ? lucid_hc_mem_lend(part->id, gpa, hpa, span->n, rights) :
				  lucid_hc_mem_donate(part->id, gpa, hpa, span->n);
		if (status == LUCID_E_NOMEM)
			ret = lucid_pages_give(part, POOL_ORDER, pool_call, NULL);
	} while (status == LUCID_E_NOMEM && !ret && tries++ < POOL_TRIES);
	if (status)
		return lucid_errno(status);
	atomic64_add(span->n, &lucid_given);
	for (i = span->index; i < span->index + span->n; i++) {
		xa_clear_mark(&part->mem, i, LUCID_MEM_ADDED);
		xa_set_mark(&part->mem, i, rights ? LUCID_MEM_LENT : LUCID_MEM_BUSY);
	}
	return 0;
}

bool lucid_mem_valid(const struct lucid_ioc_mem *arg)
{
	return !arg->reserved && arg->size && PAGE_ALIGNED(arg->gpa | arg->size) &&
	       arg->gpa < LUCID_GPA_LIMIT && arg->size <= LUCID_GPA_LIMIT - arg->gpa;
}

static int mem_fill_and_lend(struct lucid_part *part, unsigned long first, unsigned long n,
			     u32 rights)
{
	unsigned long end = first + n;
	struct lucid_span span;
	int ret;

	ret = mem_fill(part, first, n);
	for (span.index = first; rights && !ret && span.index < end; span.index += span.n) {
		lucid_mem_next(part, span.index, LUCID_MEM_ADDED, &span);
		/* What was added right behind is not lent. */
		span.n = min(span.n, end - span.index);
		ret = mem_hand_over(part, &span, rights);
	}
	if (ret)
		mem_drop(part, first, n);
	return ret;
}

/* MEM_ADD and MEM_LEND; what was lent stays so on an error. Leaves a part to the parent. */
int lucid_mem_add(struct lucid_part *part, const struct lucid_ioc_mem *arg, bool lend)
{
	unsigned long first = arg->gpa >> PAGE_SHIFT, n = arg->size >> PAGE_SHIFT, at = first;
	int ret;

	if (!lucid_mem_valid(arg) || lend != !!arg->rights)
		return -EINVAL;
	mutex_lock(&part->lock);
	if (part->dead)
		ret = -ENODEV;
	else if (xa_find(&part->mem, &at, first + n - 1, XA_PRESENT))
		ret = -EEXIST;
	else if ((long)n > si_mem_available() - (long)totalram_pages() / 16)
		ret = -ENOMEM;
	else
		ret = mem_fill_and_lend(part, first, n, arg->rights);
	mutex_unlock(&part->lock);
	return ret;
}

/*
 * Waits until no CPU can have a translation of the pages any more: they are the child's, or, if it
 * has given them back, free.
 */
int lucid_mem_settle(struct lucid_part *part, const struct lucid_span *span)
{
	u64 returned = 0, state, hpa;
	unsigned int tries = 0;
	unsigned long i;
	s64 status;

	do
		status = lucid_hc_mem_settle(part->id, (u64)span->index << PAGE_SHIFT, span->n,
					     &returned);
	while (lucid_again(status, &tries));
	for (i = span->index; !status && i < span->index + span->n; i++) {
		xa_clear_mark(&part->mem, i, LUCID_MEM_BUSY);
		if (returned && lucid_hc_mem_query(part->id, (u64)i << PAGE_SHIFT, &state, &hpa))
			lucid_pages_put(xa_erase(&part->mem, i), 1);
	}
	atomic64_sub(returned, &lucid_given);
	return lucid_errno(status);
}

static int mem_donate_span(struct lucid_part *part, const struct lucid_span *span)
{
	int ret;

	lucid_share_unmap(part, span->index, span->n);
	if (!lucid_pages_idle(span->page, span->n))
		return -EBUSY;
	lucid_pages_hide(span->page, span->n);
	ret = mem_hand_over(part, span, 0);
	if (ret)
		lucid_pages_show(span->page, span->n);
	return ret;
}

/* Goes on where an interrupted call stopped. Nobody can map a page while the lock is held. */
int lucid_mem_donate(struct lucid_part *part)
{
	struct lucid_span span = { 0 };
	int ret;

	mutex_lock(&part->lock);
	ret = part->dead ? -ENODEV : 0;
	while (!ret && lucid_mem_next(part, span.index, LUCID_MEM_ADDED, &span)) {
		ret = signal_pending(current) ? -EINTR : mem_donate_span(part, &span);
		cond_resched();
	}
	mutex_unlock(&part->lock);
	if (!ret)
		lucid_share_work(&part->revoke.work);
	return ret;
}

/* After PARTITION_DESTROY: frees all that comes back and tells how many pages do not. */
unsigned long lucid_mem_reclaim(struct lucid_part *part)
{
	struct lucid_span span = { 0 };
	unsigned long lost = 0;

	mem_drop(part, 0, LUCID_GPA_LIMIT >> PAGE_SHIFT);
	while (lucid_mem_next(part, span.index + span.n, XA_PRESENT, &span))
		lost += lucid_pages_reclaim(part->id, span.page, span.n);
	xa_destroy(&part->mem);
	return lost;
}
