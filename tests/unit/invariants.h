/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must be true of all pages at any time, for the random test: one owner each, the
 * parent's tables as the owner table says, a child's tables name its own pages only, and no
 * CPU can still reach what has left the parent. After fake-arch.h.
 */
#ifndef INVARIANTS_H
#define INVARIANTS_H

#include "fake-arch.h"

/* The most that each CPU may have cached of the parent's rights: it touches everything, always. */
static unsigned int cached[2][FRAMES];

/* The same of children's: a child on a CPU touches all that it can. */
static bool reached[2][FRAMES];
static uint8_t returning[FRAMES];	/* whose, at the last look; else 0 */

static uint64_t owned[256];	/* pages by owner */
static unsigned int mapped[FRAMES];

static inline void touch_all(unsigned int cpu)
{
	for (uint64_t f = 0; f < FRAMES; f++) {
		cached[cpu][f] |= arch_parent_get(f * PAGE_SIZE);
		/* check_leaf() sees to it that others give a child no rights. */
		reached[cpu][f] |= table[f].state >= LUCID_PAGE_LENT &&
				   table[f].state <= LUCID_PAGE_REVOKING;
	}
}

/* A VM entry of the parent on @cpu. */
static inline void enter_touching(unsigned int cpu)
{
	uint64_t gen;

	if (tlb_stale(cpu, &gen)) {
		memset(cached[cpu], 0, sizeof(cached[cpu]));
		memset(reached[cpu], 0, sizeof(reached[cpu]));
		tlb_publish(cpu, gen);
	}
	touch_all(cpu);
}

/* A page comes back from a child that lives on: it must be out of its reach. */
static inline void check_returned(uint64_t f)
{
	struct partition *p = returning[f] ? partition_get(returning[f]) : NULL;

	if (p && !p->dying && table[f].state == LUCID_PAGE_PARENT &&
	    (reached[0][f] || reached[1][f]))
		fail_msg("frame %lu is the parent's, and its child can reach it", f);
	if (p)
		partition_put(returning[f]);
	returning[f] = table[f].state == LUCID_PAGE_RETURNING ? table[f].owner : 0;
}

static inline void check_page(uint64_t f)
{
	const struct page *pg = &table[f];
	bool away = pg->state == LUCID_PAGE_CHILD || (pg->state == LUCID_PAGE_HV && pg->owner);

	assert_int_equal(arch_parent_get(f * PAGE_SIZE), page_parent_rights(pg));
	assert_in_range(pg->state, LUCID_PAGE_HV, LUCID_PAGE_RETURNING);
	if (pg->state == LUCID_PAGE_PARENT)
		assert_int_equal(pg->owner, 0);
	else if (f >= HV_FRAMES && pg->state != LUCID_PAGE_TAKEN)
		assert_int_not_equal(pg->owner, 0);
	if (away && (cached[0][f] || cached[1][f]))
		fail_msg("frame %lu is in state %u, and a CPU can reach it", f, pg->state);
	check_returned(f);
	owned[pg->owner]++;
}

/* What a child may do with its page. */
static inline void check_leaf(const struct partition *p, uint64_t leaf)
{
	uint64_t f = (leaf & EPT_ADDR) / PAGE_SIZE;
	const struct page *pg = &table[f];
	unsigned int rights = leaf & EPT_RIGHTS;

	assert_int_equal(pg->owner, p->id);
	mapped[f]++;
	assert_int_equal(mapped[f], 1);
	switch (pg->state) {
	case LUCID_PAGE_LENT:
		assert_int_equal(rights, pg->rights);
		break;
	case LUCID_PAGE_PENDING:
		assert_int_equal(rights, pg->released ? RIGHTS_ALL : 0);
		break;
	case LUCID_PAGE_RETURNING:
		assert_int_equal(rights, 0);
		break;
	case LUCID_PAGE_HV:
		assert_int_equal(f * PAGE_SIZE, p->apic_page);
		break;
	default:
		assert_in_range(pg->state, LUCID_PAGE_CHILD, LUCID_PAGE_REVOKING);
		assert_int_equal(rights, RIGHTS_ALL);
	}
}

static inline void check_tables(const struct partition *p, uint64_t pa, unsigned int level)
{
	const uint64_t *e = pa_va(pa);

	assert_int_equal(table[pa / PAGE_SIZE].state, LUCID_PAGE_HV);
	assert_int_equal(table[pa / PAGE_SIZE].owner, p->id);
	for (unsigned int i = 0; i < EPT_ENTRIES; i++)
		if (e[i] && level)
			check_tables(p, e[i] & EPT_ADDR, level - 1);
		else if (e[i])
			check_leaf(p, e[i]);
}

static inline void check_invariants(void)
{
	memset(owned, 0, sizeof(owned));
	memset(mapped, 0, sizeof(mapped));
	for (uint64_t f = 0; f < FRAMES; f++)
		check_page(f);
	for (uint64_t id = 1; id <= LUCID_MAX_PARTITIONS; id++) {
		struct partition *p = partition_get(id);

		assert_int_equal(owned[id], p ? p->pages : 0);
		if (!p)
			continue;
		if (p->ept_root)
			check_tables(p, p->ept_root, 3);
		partition_put(id);
	}
	/* Whatever a living child has is mapped somewhere, else nobody could give it back. */
	for (uint64_t f = HV_FRAMES; f < FRAMES; f++)
		if (table[f].state >= LUCID_PAGE_LENT && table[f].state <= LUCID_PAGE_PENDING &&
		    !part(table[f].owner)->dying)
			assert_int_equal(mapped[f], 1);
}

#endif
