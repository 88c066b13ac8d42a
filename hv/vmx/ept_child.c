/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child's second-level tables, made of pages of its pool, 4 KiB leafs, always
 * write-back. core/ calls it by arch.h, under mem_lock; the other VPs of the child may
 * walk the tables meanwhile, so each entry is written at once. Who takes rights away
 * (MEM_RETURN) tags the page and waits for TLBs, as for the parent's.
 */
#include "hv/core/arch.h"
#include "hv/core/partition.h"
#include "hv/core/rights.h"
#include "hv/lib/lib.h"
#include "hv/vmx/ept.h"

/* Software's bit: the place is taken, be it without rights. */
#define TAKEN	BIT(52)

static uint64_t leaf(uint64_t hpa, unsigned int rights)
{
	return hpa | EPT_TYPE_WB << EPT_TYPE_SHIFT | rights | TAKEN;
}

/* The leaf's place for @gpa, with tables from the pool where there are none; NULL: no pool. */
static uint64_t *make(struct partition *p, uint64_t gpa)
{
	for (;;) {
		unsigned int level;
		uint64_t *e = ept_walk(p->ept_root, gpa, &level);
		uint64_t table;

		if (level == 0)
			return e;
		table = partition_pool_take(p);
		if (!table)
			return NULL;
		WRITE_ONCE(*e, table | EPT_TABLE);
	}
}

/* At first use: the root, and the page whose accesses are the local APIC's. */
static bool make_root(struct partition *p)
{
	uint64_t *e;

	/* The APIC page first: a VP may be run as soon as there is a root. */
	if (!p->apic_page)
		p->apic_page = partition_pool_take(p);
	if (!p->ept_root)
		p->ept_root = partition_pool_take(p);
	if (!p->ept_root)
		return false;
	e = make(p, APIC_GPA);
	if (!e)
		return false;
	WRITE_ONCE(*e, leaf(p->apic_page, RIGHTS_RW));
	return true;
}

bool arch_child_reserve(struct partition *p, uint64_t gpa, uint64_t n)
{
	uint64_t end = gpa + n * PAGE_SIZE;

	if (!make_root(p))
		return false;
	for (uint64_t a = gpa & ~(LARGE_PAGE - 1); a < end; a += LARGE_PAGE)
		if (!make(p, a))
			return false;
	return true;
}

void arch_child_set(struct partition *p, uint64_t gpa, uint64_t hpa, unsigned int rights)
{
	unsigned int level;
	uint64_t *e = ept_walk(p->ept_root, gpa, &level);

	BUG_ON(level != 0);
	WRITE_ONCE(*e, leaf(hpa, rights));
}

void arch_child_clear(struct partition *p, uint64_t gpa)
{
	unsigned int level;
	uint64_t *e = ept_walk(p->ept_root, gpa, &level);

	BUG_ON(level != 0);
	WRITE_ONCE(*e, 0);
}

bool arch_child_get(struct partition *p, uint64_t gpa, uint64_t *hpa, unsigned int *rights)
{
	unsigned int level;
	uint64_t e;

	if (!p->ept_root || gpa >= LUCID_GPA_LIMIT)
		return false;
	e = READ_ONCE(*ept_walk(p->ept_root, gpa, &level));
	if (level != 0 || !(e & TAKEN))
		return false;
	*hpa = e & EPT_ADDR;
	*rights = e & EPT_RIGHTS;
	return true;
}
