/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way back of mem.h: pages of a destroyed partition are scrubbed and become the
 * parent's again, one by one, the control page last.
 */
#include "hv/core/arch.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/core/rights.h"
#include "hv/lib/lib.h"

static int64_t check_reclaim(const struct partition *p, uint64_t hpa)
{
	const struct page *pg = page_of(hpa);

	if (!pg)
		return LUCID_E_ADDR;
	if (!p->dying || pg->owner != p->id)
		return LUCID_E_STATE;
	if (hpa == p->hpa && p->pages > 1)
		return LUCID_E_BUSY;
	return LUCID_OK;
}

void mem_give_back(struct partition *p, uint64_t hpa)
{
	struct page *pg = page_of(hpa);
	bool lent = pg->state == LUCID_PAGE_LENT;

	p->pages--;
	/* The control page takes the partition with it: @p is gone after the scrub. */
	if (hpa == p->hpa)
		partition_forget(p->id);
	if (!lent)
		memset(pa_va(hpa), 0, PAGE_SIZE);
	page_set_state(pg, LUCID_PAGE_PARENT);
	*pg = (struct page){ .state = LUCID_PAGE_PARENT };
	arch_parent_set(hpa, RIGHTS_ALL);
}

int64_t mem_reclaim(struct partition *p, uint64_t hpa, uint64_t n, uint64_t *done)
{
	int64_t status = LUCID_OK;
	bool last = false;

	for (*done = 0; *done < n && !last; hpa += PAGE_SIZE) {
		/* The lock is let go between pages: others need not wait for the scrubbing. */
		spin_lock(&mem_lock);
		status = check_reclaim(p, hpa);
		if (status == LUCID_OK) {
			last = hpa == p->hpa;
			mem_give_back(p, hpa);
			++*done;
		}
		spin_unlock(&mem_lock);
		if (status != LUCID_OK)
			break;
	}
	return last && *done < n ? LUCID_E_STATE : status;
}
