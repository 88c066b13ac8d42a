/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The child's half of mem.h: what the parent may touch of it.
 */
#include "hv/core/arch.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/core/rights.h"
#include "hv/core/tlb.h"

/*
 * A share may grow. It may shrink only in an open partition, where everything is shared
 * from the start: a private child takes it back by MEM_UNSHARE, since the parent may be
 * in the middle of a copy.
 */
static bool may_share(const struct partition *p, const struct page *pg, unsigned int rights)
{
	if (pg->state == LUCID_PAGE_CHILD)
		return pg->use == 0;
	if (pg->state != LUCID_PAGE_SHARED)
		return false;
	return !(pg->rights & ~rights) || partition_is_open(p);
}

static int64_t check_share(struct partition *p, uint64_t gpa, uint64_t n, unsigned int rights)
{
	uint64_t hpa;

	for (uint64_t i = 0; i < n; i++) {
		const struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		if (!pg)
			return LUCID_E_ADDR;
		if (!may_share(p, pg, rights))
			return LUCID_E_STATE;
	}
	return LUCID_OK;
}

int64_t mem_share(struct partition *p, uint64_t gpa, uint64_t n, unsigned int rights)
{
	bool reduced = false;
	int64_t status;
	uint64_t hpa;

	spin_lock(&mem_lock);
	status = check_share(p, gpa, n, rights);
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++) {
		struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		reduced |= pg->state == LUCID_PAGE_SHARED && pg->rights & ~rights;
		page_set_state(pg, LUCID_PAGE_SHARED);
		pg->rights = rights & RIGHTS_ALL;
		arch_parent_set(hpa, rights);
	}
	/* Nobody waits for this one: see HC-MEM-SHARE-3. It makes the CPUs forget soon. */
	if (reduced)
		tlb_stamp();
	spin_unlock(&mem_lock);
	return status;
}

int64_t mem_unshare(struct partition *p, uint64_t gpa, uint64_t n)
{
	int64_t status = partition_is_open(p) ? LUCID_E_STATE : LUCID_OK;
	uint64_t hpa;

	spin_lock(&mem_lock);
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++) {
		const struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		if (!pg)
			status = LUCID_E_ADDR;
		else if (pg->state != LUCID_PAGE_SHARED || pg->use)
			status = LUCID_E_STATE;
	}
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++)
		page_set_state(mem_at(p, gpa + i * PAGE_SIZE, &hpa), LUCID_PAGE_REVOKING);
	spin_unlock(&mem_lock);
	return status;
}

/* The child's translations go like the parent's when it donates: see tlb.h. */
int64_t mem_return(struct partition *p, uint64_t gpa, uint64_t n)
{
	int64_t status = LUCID_OK;
	uint64_t hpa, tag;

	spin_lock(&mem_lock);
	for (uint64_t i = 0; status != LUCID_E_ADDR && i < n; i++) {
		const struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		if (!pg)
			status = LUCID_E_ADDR;
		else if (pg->state != LUCID_PAGE_CHILD || pg->use)
			status = LUCID_E_STATE;
	}
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++) {
		page_set_state(mem_at(p, gpa + i * PAGE_SIZE, &hpa), LUCID_PAGE_RETURNING);
		arch_child_set(p, gpa + i * PAGE_SIZE, hpa, 0);
	}
	tag = tlb_stamp();
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++)
		mem_at(p, gpa + i * PAGE_SIZE, &hpa)->tag = tag & PAGE_TAG_MASK;
	spin_unlock(&mem_lock);
	return status;
}
