// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of ours that the parent may see: contiguous pages, shared, and taken back before they
 * are freed. In an open guest the parent sees everything, and only the rings, which it may not
 * write, need a call. For link.c.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>

#include "guest.h"
#include "spec/gen/lucid_names.h"

int lucid_region_share(const struct lucid_region *region, u32 pages, u64 rights, u32 *done)
{
	s64 status;
	u32 n;

	for (*done = 0; *done < pages; *done += n) {
		u64 gpa = region->gpa + (u64)*done * LUCID_PAGE_SIZE;

		n = min_t(u32, pages - *done, LUCID_MAX_BATCH);
		status = rights ? lucid_hc_mem_share(gpa, n, rights) : lucid_hc_mem_unshare(gpa, n);
		if (status) {
			pr_err("lucid: cannot %s %u pages at %#llx: %s\n",
			       rights ? "share" : "unshare", n, gpa, lucid_status_name(status));
			return lucid_errno(status);
		}
	}
	return 0;
}

/* Whether all pages from @at on are private again; moves @at on over those that are. */
static bool lucid_region_private(const struct lucid_region *region, u32 pages, u32 *at)
{
	u64 state;

	for (; *at < pages; ++*at) {
		u64 gpa = region->gpa + (u64)*at * LUCID_PAGE_SIZE;

		if (lucid_hc_mem_state(gpa, &state) || (state & 0xff) != LUCID_PAGE_CHILD)
			return false;
	}
	return true;
}

/* Takes back the first @pages pages, and waits until the parent has let go. */
static int lucid_region_unshare(const struct lucid_region *region, u32 pages)
{
	u32 at;
	int err = lucid_region_share(region, pages, 0, &at);

	if (err)
		return err;
	at = 0;
	if (wait_event_timeout(lucid_dir_wait, lucid_region_private(region, pages, &at),
			       lucid_patience()))
		return 0;
	pr_err("lucid: the parent does not give back page %#llx\n",
	       region->gpa + (u64)at * LUCID_PAGE_SIZE);
	return -ETIMEDOUT;
}

/* The inverse of sharing the first @pages pages. */
static int lucid_region_withdraw(struct lucid_region *region, u32 pages)
{
	u32 done;

	if (!lucid_is_open())
		return lucid_region_unshare(region, pages);
	/* Whoever gets these pages next may have the parent write into them. */
	if (region->rights == (LUCID_RIGHT_READ | LUCID_RIGHT_WRITE))
		return 0;
	return lucid_region_share(region, pages, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE, &done);
}

int lucid_region_alloc(struct lucid_region *region, u32 pages, u64 rights)
{
	size_t bytes = (size_t)pages * PAGE_SIZE;
	u32 done = 0;
	int err = 0;

	region->va = alloc_pages_exact(bytes, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	if (!region->va)
		return -ENOMEM;
	region->gpa = virt_to_phys(region->va);
	region->pages = pages;
	region->rights = rights;
	if (!lucid_is_open() || rights == LUCID_RIGHT_READ)
		err = lucid_region_share(region, pages, rights, &done);
	if (!err)
		return 0;
	if (!lucid_region_withdraw(region, done))
		free_pages_exact(region->va, bytes);
	memset(region, 0, sizeof(*region));
	return err;
}

void lucid_region_free(struct lucid_region *region)
{
	if (region->va) {
		if (!lucid_region_withdraw(region, region->pages))
			free_pages_exact(region->va, (size_t)region->pages * PAGE_SIZE);
		else
			pr_err("lucid: %u pages at %#llx are lost: the parent may still use them\n",
			       region->pages, region->gpa);
	}
	memset(region, 0, sizeof(*region));
}

void lucid_region_all(struct lucid_region *region)
{
	u64 end = 0;
	int node;

	for_each_online_node(node)
		end = max_t(u64, end, pgdat_end_pfn(NODE_DATA(node)));
	region->va = NULL;
	region->gpa = 0;
	region->pages = min_t(u64, end, LUCID_GPA_LIMIT / LUCID_PAGE_SIZE);
	region->rights = LUCID_RIGHT_READ | LUCID_RIGHT_WRITE;
}
