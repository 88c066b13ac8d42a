// SPDX-License-Identifier: GPL-2.0-only
/*
 * The balloon of lucid_system.ko. A page that was returned needs no call to be had again: the next
 * access brings a zeroed one. So free pages can be reported whenever there is time, and the balloon
 * is no more than memory that nobody uses.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/oom.h>
#include <linux/page_reporting.h>
#include <linux/workqueue.h>

#include "balloon.h"
#include "guest.h"
#include "spec/gen/lucid_hcall.h"

#define LUCID_BALLOON_ORDER	ilog2(LUCID_MAX_BATCH)	/* of the largest block */
#define LUCID_BALLOON_AGAIN	(5 * HZ)		/* after the kernel had no more to give */
#define LUCID_BALLOON_OOM	(1 << 10)		/* pages that a kernel in need gets */

static struct device *lucid_balloon_dev;
static bool lucid_balloon_reports;
static DEFINE_MUTEX(lucid_balloon_lock);		/* the next three */
static LIST_HEAD(lucid_balloon_blocks);			/* their order is in page->private */
static u32 lucid_balloon_pages, lucid_balloon_goal;

static s64 lucid_balloon_return(phys_addr_t at, u64 n)
{
	s64 status = LUCID_OK;
	u64 some;

	for (; n && status == LUCID_OK; n -= some, at += some << PAGE_SHIFT) {
		some = min_t(u64, n, LUCID_MAX_BATCH);
		status = lucid_hc_mem_return(at, some);
	}
	return status;
}

/* What the hypervisor does not take is simply not reported. */
static int lucid_balloon_report(struct page_reporting_dev_info *info, struct scatterlist *sg,
				unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (lucid_balloon_return(sg_phys(&sg[i]), sg[i].length >> PAGE_SHIFT))
			return -EIO;
	return 0;
}

static struct page_reporting_dev_info lucid_balloon_info = { .report = lucid_balloon_report };

static void lucid_balloon_put(struct page *block)
{
	unsigned int order = page_private(block);

	list_del(&block->lru);
	set_page_private(block, 0);
	lucid_balloon_pages -= 1 << order;
	adjust_managed_page_count(block, 1 << order);
	__free_pages(block, order);
}

/* A 16th of memory is the kernel's to breathe. */
static struct page *lucid_balloon_get(u32 pages)
{
	long spare = si_mem_available() - (long)(totalram_pages() / 16);
	struct page *block;
	unsigned int order;

	if (spare <= 0)
		return NULL;
	spare = min_t(long, spare, pages);
	order = min_t(unsigned int, LUCID_BALLOON_ORDER, ilog2(spare));
	do
		block = alloc_pages(GFP_HIGHUSER | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN,
				    order);
	while (!block && order--);
	if (block)
		set_page_private(block, order);
	return block;
}

/* One block more; false: there is none to be had. */
static bool lucid_balloon_grow(u32 pages)
{
	struct page *block = lucid_balloon_get(pages);
	unsigned int order;

	if (!block)
		return false;
	order = page_private(block);
	adjust_managed_page_count(block, -(1 << order));
	list_add(&block->lru, &lucid_balloon_blocks);
	lucid_balloon_pages += 1 << order;
	if (lucid_balloon_return(page_to_phys(block), 1 << order))
		dev_warn_once(lucid_balloon_dev, "the hypervisor does not take pages back\n");
	return true;
}

static void lucid_balloon_shrink(u32 pages)
{
	while (lucid_balloon_pages > pages)
		lucid_balloon_put(list_first_entry(&lucid_balloon_blocks, struct page, lru));
}

static void lucid_balloon_adjust(struct work_struct *work);
static DECLARE_DELAYED_WORK(lucid_balloon_work, lucid_balloon_adjust);

/* A bounded part at a time: the lock is also the OOM notifier's. */
static void lucid_balloon_adjust(struct work_struct *work)
{
	bool more = true;
	u32 left;

	while (more) {
		mutex_lock(&lucid_balloon_lock);
		lucid_balloon_shrink(lucid_balloon_goal);
		left = lucid_balloon_goal - lucid_balloon_pages;
		more = left && lucid_balloon_grow(left);
		mutex_unlock(&lucid_balloon_lock);
		cond_resched();
	}
	if (left)
		queue_delayed_work(system_wq, &lucid_balloon_work, LUCID_BALLOON_AGAIN);
}

/* Who holds the lock may be the one who is in need. */
static int lucid_balloon_oom(struct notifier_block *nb, unsigned long unused, void *freed)
{
	u32 before;

	if (!mutex_trylock(&lucid_balloon_lock))
		return NOTIFY_OK;
	before = lucid_balloon_pages;
	lucid_balloon_shrink(before - min_t(u32, before, LUCID_BALLOON_OOM));
	*(unsigned long *)freed += before - lucid_balloon_pages;
	mutex_unlock(&lucid_balloon_lock);
	return NOTIFY_OK;
}

static struct notifier_block lucid_balloon_nb = { .notifier_call = lucid_balloon_oom };

void lucid_balloon_target(u32 pages)
{
	mutex_lock(&lucid_balloon_lock);
	lucid_balloon_goal = pages;
	mutex_unlock(&lucid_balloon_lock);
	mod_delayed_work(system_wq, &lucid_balloon_work, 0);
}

void lucid_balloon_start(struct device *dev)
{
	int err = page_reporting_register(&lucid_balloon_info);

	lucid_balloon_dev = dev;
	lucid_balloon_reports = !err;
	if (err)
		dev_info(dev, "free pages are not reported: %d\n", err);
	register_oom_notifier(&lucid_balloon_nb);
}

void lucid_balloon_stop(void)
{
	unregister_oom_notifier(&lucid_balloon_nb);
	if (lucid_balloon_reports)
		page_reporting_unregister(&lucid_balloon_info);
	cancel_delayed_work_sync(&lucid_balloon_work);
	mutex_lock(&lucid_balloon_lock);
	lucid_balloon_goal = 0;
	lucid_balloon_shrink(0);
	mutex_unlock(&lucid_balloon_lock);
}
