/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's half of mem.h: giving pages away, ending what is PENDING. share.c has
 * the child's half, reclaim.c the way back.
 */
#include "hv/core/mem.h"

#include "hv/core/arch.h"
#include "hv/core/event.h"
#include "hv/core/page.h"
#include "hv/core/rights.h"
#include "hv/core/tlb.h"
#include "hv/lib/lib.h"

struct page *mem_at(struct partition *p, uint64_t gpa, uint64_t *hpa)
{
	unsigned int rights;

	if (!arch_child_get(p, gpa, hpa, &rights))
		return NULL;
	return page_of(*hpa);
}

struct page *mem_own(struct partition *p, uint64_t gpa, uint64_t *hpa)
{
	struct page *pg = mem_at(p, gpa, hpa);

	if (pg && (pg->state == LUCID_PAGE_CHILD || pg->state == LUCID_PAGE_SHARED))
		return pg;
	return NULL;
}

/* May the parent give these pages away? */
static int64_t check_parents(uint64_t hpa, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		const struct page *pg = page_of(hpa + i * PAGE_SIZE);

		if (!pg)
			return LUCID_E_ADDR;
		if (pg->state != LUCID_PAGE_PARENT)
			return LUCID_E_STATE;
		if (pg->use)
			return LUCID_E_BUSY;
	}
	return LUCID_OK;
}

/* Are these places free in the child? */
static int64_t check_places(struct partition *p, uint64_t gpa, uint64_t n)
{
	uint64_t hpa;

	if (gpa <= APIC_GPA && gpa + n * PAGE_SIZE > APIC_GPA)
		return LUCID_E_EXIST;
	for (uint64_t i = 0; i < n; i++)
		if (mem_at(p, gpa + i * PAGE_SIZE, &hpa))
			return LUCID_E_EXIST;
	return LUCID_OK;
}

static int64_t check_give(struct partition *p, uint64_t gpa, uint64_t hpa, uint64_t n)
{
	int64_t status = p->dying ? LUCID_E_STATE : check_parents(hpa, n);

	if (status == LUCID_OK)
		status = check_places(p, gpa, n);
	if (status == LUCID_OK && !arch_child_reserve(p, gpa, n))
		status = LUCID_E_NOMEM;
	return status;
}

/* The parent's rights on [hpa, hpa + n pages) were reduced: tag the pages. */
static void tag_run(uint64_t hpa, uint64_t n)
{
	uint64_t tag = tlb_stamp();

	for (uint64_t i = 0; i < n; i++)
		page_of(hpa + i * PAGE_SIZE)->tag = tag & PAGE_TAG_MASK;
}

static void commit_donate(struct partition *p, uint64_t gpa, uint64_t hpa, uint64_t n)
{
	bool open = partition_is_open(p);

	for (uint64_t i = 0; i < n; i++) {
		struct page *pg = page_of(hpa + i * PAGE_SIZE);

		page_set_state(pg, open ? LUCID_PAGE_SHARED : LUCID_PAGE_PENDING);
		pg->rights = open ? RIGHTS_RW : 0;
		pg->owner = p->id & 0xff;
		pg->released = 0;
		arch_parent_set(hpa + i * PAGE_SIZE, page_parent_rights(pg));
		arch_child_set(p, gpa + i * PAGE_SIZE, hpa + i * PAGE_SIZE,
			       open ? RIGHTS_ALL : 0);
	}
	tag_run(hpa, n);
	p->pages += n;
}

int64_t mem_donate(struct partition *p, uint64_t gpa, uint64_t hpa, uint64_t n)
{
	int64_t status;

	spin_lock(&mem_lock);
	status = check_give(p, gpa, hpa, n);
	if (status == LUCID_OK)
		commit_donate(p, gpa, hpa, n);
	spin_unlock(&mem_lock);
	return status;
}

int64_t mem_lend(struct partition *p, uint64_t gpa, uint64_t hpa, uint64_t n,
		 unsigned int rights)
{
	int64_t status;

	spin_lock(&mem_lock);
	status = check_give(p, gpa, hpa, n);
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++) {
		struct page *pg = page_of(hpa + i * PAGE_SIZE);

		page_set_state(pg, LUCID_PAGE_LENT);
		pg->rights = rights & RIGHTS_ALL;
		pg->owner = p->id & 0xff;
		arch_child_set(p, gpa + i * PAGE_SIZE, hpa + i * PAGE_SIZE, rights);
		p->pages++;
	}
	spin_unlock(&mem_lock);
	return status;
}

static int64_t check_take(uint64_t hpa, uint64_t n, uint32_t owner, bool *fresh)
{
	*fresh = false;
	for (uint64_t i = 0; i < n; i++) {
		const struct page *pg = page_of(hpa + i * PAGE_SIZE);

		if (!pg)
			return LUCID_E_ADDR;
		if (pg->state == LUCID_PAGE_TAKEN && pg->owner == owner)
			continue;
		if (pg->state != LUCID_PAGE_PARENT)
			return LUCID_E_STATE;
		if (pg->use)
			return LUCID_E_BUSY;
		*fresh = true;
	}
	return LUCID_OK;
}

static void commit_take(struct partition *p, uint64_t hpa, uint64_t n, uint32_t owner)
{
	for (uint64_t i = 0; i < n; i++) {
		struct page *pg = page_of(hpa + i * PAGE_SIZE);

		if (pg->state == LUCID_PAGE_TAKEN)
			continue;
		page_set_state(pg, LUCID_PAGE_TAKEN);
		pg->owner = owner & 0xff;
		arch_parent_set(hpa + i * PAGE_SIZE, 0);
		if (p)
			p->pages++;
	}
	tag_run(hpa, n);
}

int64_t mem_take(struct partition *p, uint64_t hpa, uint64_t n)
{
	uint32_t owner = p ? p->id : 0;
	bool fresh;
	int64_t status = check_take(hpa, n, owner, &fresh);

	if (status != LUCID_OK)
		return status;
	if (fresh)
		commit_take(p, hpa, n, owner);
	for (uint64_t i = 0; i < n; i++)
		if (!tlb_passed(page_of(hpa + i * PAGE_SIZE)->tag))
			return LUCID_E_AGAIN;
	return LUCID_OK;
}

void mem_taken_to_hv(uint64_t hpa, uint64_t n, uint32_t id)
{
	for (uint64_t i = 0; i < n; i++) {
		struct page *pg = page_of(hpa + i * PAGE_SIZE);

		page_set_state(pg, LUCID_PAGE_HV);
		pg->owner = id & 0xff;
	}
}

int64_t mem_pool(struct partition *p, uint64_t hpa, uint64_t n)
{
	int64_t status;

	spin_lock(&mem_lock);
	status = p->dying ? LUCID_E_STATE : mem_take(p, hpa, n);
	if (status == LUCID_OK) {
		mem_taken_to_hv(hpa, n, p->id);
		for (uint64_t i = 0; i < n; i++)
			partition_pool_give(p, hpa + i * PAGE_SIZE);
	}
	spin_unlock(&mem_lock);
	return status;
}

static bool in_between(const struct page *pg)
{
	return pg->state == LUCID_PAGE_PENDING || pg->state == LUCID_PAGE_RETURNING;
}

static int64_t check_settle(struct partition *p, uint64_t gpa, uint64_t n)
{
	uint64_t hpa, passed = UINT64_MAX;

	for (uint64_t i = 0; i < n; i++) {
		const struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		if (!pg)
			return LUCID_E_ADDR;
		/* Pages of one donation have one tag: ask once. */
		if (!in_between(pg) || pg->tag == passed)
			continue;
		if (!tlb_passed(pg->tag))
			return LUCID_E_AGAIN;
		passed = pg->tag;
	}
	return LUCID_OK;
}

int64_t mem_settle(struct partition *p, uint64_t gpa, uint64_t n, uint64_t *returned)
{
	bool released = false;
	int64_t status;
	uint64_t hpa;

	spin_lock(&mem_lock);
	status = check_settle(p, gpa, n);
	for (uint64_t i = 0; status == LUCID_OK && i < n; i++) {
		struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		if (pg->state == LUCID_PAGE_RETURNING) {
			arch_child_clear(p, gpa + i * PAGE_SIZE);
			mem_give_back(p, hpa);
			++*returned;
		}
		if (pg->state != LUCID_PAGE_PENDING)
			continue;
		released |= pg->released;
		pg->released = 0;
		page_set_state(pg, LUCID_PAGE_CHILD);
		arch_child_set(p, gpa + i * PAGE_SIZE, hpa, RIGHTS_ALL);
	}
	spin_unlock(&mem_lock);
	if (released)
		event_inject(p, LUCID_PORT_SYSTEM);
	return status;
}

static void commit_release(struct partition *p, uint64_t gpa, uint64_t n)
{
	uint64_t hpa, tag;

	for (uint64_t i = 0; i < n; i++) {
		struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		if (pg->state != LUCID_PAGE_REVOKING)
			continue;
		page_set_state(pg, LUCID_PAGE_PENDING);
		pg->rights = 0;
		pg->released = 1;
		arch_parent_set(hpa, 0);
	}
	tag = tlb_stamp();
	for (uint64_t i = 0; i < n; i++) {
		struct page *pg = mem_at(p, gpa + i * PAGE_SIZE, &hpa);

		/* One that was PENDING before is tagged anew, which only makes it wait. */
		if (pg->state == LUCID_PAGE_PENDING)
			pg->tag = tag & PAGE_TAG_MASK;
	}
}

int64_t mem_release(struct partition *p, uint64_t gpa, uint64_t n)
{
	int64_t status = LUCID_OK;
	uint64_t hpa;

	spin_lock(&mem_lock);
	for (uint64_t i = 0; i < n; i++)
		if (!mem_at(p, gpa + i * PAGE_SIZE, &hpa))
			status = LUCID_E_ADDR;
	if (status == LUCID_OK)
		commit_release(p, gpa, n);
	spin_unlock(&mem_lock);
	return status;
}

int64_t mem_query(struct partition *p, uint64_t gpa, uint64_t *state, uint64_t *hpa)
{
	const struct page *pg;

	spin_lock(&mem_lock);
	pg = mem_at(p, gpa, hpa);
	if (pg)
		*state = pg->state | (uint64_t)page_parent_rights(pg) << 8;
	spin_unlock(&mem_lock);
	return pg ? LUCID_OK : LUCID_E_ADDR;
}
