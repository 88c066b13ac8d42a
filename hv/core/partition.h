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
	struct spinlock lock;
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

/* The partition of this id, NULL if there is none. */
struct partition *partition_get(uint64_t id);
/*
 * A zeroed table page from the pool, as HPA; 0 when it is empty. Locks: a child's
 * tables and pool are changed under mem_lock.
 */
uint64_t partition_pool_take(struct partition *p);

#endif
