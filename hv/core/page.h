/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page-owner table: one entry per page frame of RAM, the only place that says
 * whose a page is. Entries are read and changed by core/ only, under mem_lock.
 */
#ifndef HV_CORE_PAGE_H
#define HV_CORE_PAGE_H

#include "hv/lib/spinlock.h"
#include "hv/lib/types.h"

/*
 * state: enum lucid_page_state. rights: the parent's (SHARED, REVOKING) or the
 * child's (LENT). owner: partition id, also of the child that a page is LENT to; 0
 * for the parent and the hypervisor's own. released: PENDING because of MEM_RELEASE,
 * so MEM_SETTLE raises port 0. use: how often the hypervisor uses the page (run page,
 * clock page); it cannot change state meanwhile. tag: the TLB generation of the last
 * reduction, its low 40 bits, for tlb_passed().
 */
struct page {
	uint64_t state : 4;
	uint64_t rights : 3;
	uint64_t released : 1;
	uint64_t owner : 8;
	uint64_t use : 8;
	uint64_t tag : 40;
};

#define PAGE_TAG_MASK	(BIT(40) - 1)

extern struct spinlock mem_lock;

/* Called once at boot: a table of @frames zeroed entries (all LUCID_PAGE_NONE). */
void page_init(struct page *table, uint64_t frames);
/* Boot: frames [from, to) get @state, owner 0. */
void page_boot_set(uint64_t from, uint64_t to, enum lucid_page_state state);
/* Entry of the page at @hpa, NULL when that is not RAM. */
struct page *page_of(uint64_t hpa);

/* A step of the state machine in spec/mem.toml; any other is a bug. Under mem_lock. */
void page_set_state(struct page *pg, enum lucid_page_state to);

/* One more use of a page; false when it has too many. Under mem_lock, as page_unuse(). */
bool page_use(struct page *pg);
void page_unuse(struct page *pg);

/* What the parent's second-level tables allow for a page in this state. */
unsigned int page_parent_rights(const struct page *pg);

#endif
