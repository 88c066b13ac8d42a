/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A partition: the control page that the parent donated. core/, hcall/, exit/ and
 * vmx/ use it; id and generation are fixed from creation to the last reclaim.
 */
#ifndef HV_CORE_PARTITION_H
#define HV_CORE_PARTITION_H

#include "hv/lib/spinlock.h"
#include "hv/lib/types.h"

struct vp;

struct partition {
	struct spinlock lock;	/* ports, clock page */
	uint32_t id;
	uint32_t flags;		/* enum lucid_partition_flag */
	bool dying;		/* PARTITION_DESTROY was called */
	uint64_t hpa;		/* of this page */

	uint64_t dir_gpa;
	uint32_t dir_pages;	/* as PARTITION_CREATE has them */

	/* Second-level tables; eptp is made by arch_child_reserve() on first use. */
	uint64_t ept_root;	/* HPA, 0: none yet */
	uint64_t apic_page;	/* HPA of the APIC-access page, 0: none yet */
	uint64_t pool_first;	/* free table pages, linked through their first word */
	uint64_t pool_count;
	uint64_t pages;		/* owned or on loan, this one included */

	/* Time: guest TSC = host TSC + tsc_offset; wall clock at guest TSC 0. */
	uint64_t tsc_offset;
	uint64_t wall_ns;
	uint64_t clock_hpa;	/* page of the clock page in use, 0: none */

	struct vp *vp[LUCID_MAX_VPS];

	/* Ports: target of each, and events that came while unbound. */
	struct {
		uint8_t vector;	/* 0: unbound */
		uint8_t vp;
	} port[LUCID_MAX_PORTS];
	uint64_t port_latch[LUCID_MAX_PORTS / 64];
};

_Static_assert(sizeof(struct partition) <= PAGE_SIZE, "a partition is one page");

struct partition_args {
	uint64_t hpa, flags, dir_gpa, dir_pages, wall_ns;
};

/*
 * The partition of this id, locked so that it stays and none of its VPs starts or is
 * created; NULL, and nothing locked, if there is none. For the parent's calls: a VP that
 * runs keeps its partition anyway.
 */
struct partition *partition_get(uint64_t id);
void partition_put(uint64_t id);

/* Argument checks are the caller's (hcall/hc_partition.c); these tell a status. */
int64_t partition_create(const struct partition_args *args, uint64_t *id);
int64_t partition_destroy(struct partition *p);
/* The control page was reclaimed. The caller holds the partition, and puts it. */
void partition_forget(uint64_t id);

/*
 * The pool: pages that are HV, owned by @p and mapped nowhere else. Give one; take a
 * zeroed one, as HPA, 0 when there is none. A child's tables and pool change under
 * mem_lock.
 */
void partition_pool_give(struct partition *p, uint64_t hpa);
uint64_t partition_pool_take(struct partition *p);

static inline bool partition_is_open(const struct partition *p)
{
	return p->flags & LUCID_PARTITION_OPEN;
}

#endif
