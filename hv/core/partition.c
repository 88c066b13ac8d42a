/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of partitions, their creation and end, and the pool of table pages.
 * hcall/ calls it for the parent; mem.c and vmx/ use the pool.
 */
#include "hv/core/partition.h"

#include "hv/core/arch.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/core/tlb.h"
#include "hv/core/vp.h"
#include "hv/lib/lib.h"

/* The lock of a slot outlives its partition, so that a look-up is safe at any time. */
static struct slot {
	struct spinlock lock;
	struct partition *p;
} slots[LUCID_MAX_PARTITIONS + 1];

static struct spinlock create_lock;

struct partition *partition_get(uint64_t id)
{
	struct partition *p;

	if (id == 0 || id > LUCID_MAX_PARTITIONS)
		return NULL;
	spin_lock(&slots[id].lock);
	p = slots[id].p;
	if (!p)
		spin_unlock(&slots[id].lock);
	return p;
}

void partition_put(uint64_t id)
{
	spin_unlock(&slots[id].lock);
}

void partition_forget(uint64_t id)
{
	store_release(&slots[id].p, NULL);
}

static uint32_t free_id(void)
{
	for (uint32_t id = 1; id <= LUCID_MAX_PARTITIONS; id++)
		if (!load_acquire(&slots[id].p))
			return id;
	return 0;
}

static int64_t take_control_page(uint64_t hpa, uint32_t id)
{
	int64_t status;

	spin_lock(&mem_lock);
	status = mem_take(NULL, hpa, 1);
	if (status == LUCID_OK)
		mem_taken_to_hv(hpa, 1, id);
	spin_unlock(&mem_lock);
	return status;
}

int64_t partition_create(const struct partition_args *args, uint64_t *id)
{
	struct partition *p;
	uint32_t slot;
	int64_t status;

	spin_lock(&create_lock);
	slot = free_id();
	status = slot ? take_control_page(args->hpa, slot) : LUCID_E_LIMIT;
	if (status != LUCID_OK) {
		spin_unlock(&create_lock);
		return status;
	}
	p = pa_va(args->hpa);
	memset(p, 0, PAGE_SIZE);
	p->id = slot;
	p->flags = (uint32_t)args->flags;
	p->hpa = args->hpa;
	p->dir_gpa = args->dir_gpa;
	p->dir_pages = (uint32_t)args->dir_pages;
	p->pages = 1;
	p->tsc_offset = 0 - arch_tsc();
	p->wall_ns = args->wall_ns;
	store_release(&slots[slot].p, p);
	spin_unlock(&create_lock);
	*id = slot;
	return LUCID_OK;
}

static bool any_running(const struct partition *p)
{
	for (unsigned int i = 0; i < LUCID_MAX_VPS; i++)
		if (p->vp[i] && load_acquire(&p->vp[i]->running))
			return true;
	return false;
}

int64_t partition_destroy(struct partition *p)
{
	/* A VP starts with the partition held, as it is here: none can come in between. */
	if (any_running(p))
		return LUCID_E_BUSY;
	if (p->dying)
		return LUCID_OK;
	spin_lock(&mem_lock);
	p->dying = true;
	for (unsigned int i = 0; i < LUCID_MAX_VPS; i++) {
		if (p->vp[i])
			page_unuse(page_of(p->vp[i]->run_hpa));
		p->vp[i] = NULL;
	}
	/* From here on every page of it may be taken away at any time, tables included. */
	p->ept_root = 0;
	p->apic_page = 0;
	p->pool_first = 0;
	p->pool_count = 0;
	p->clock_hpa = 0;
	/*
	 * No CPU may use what it has cached of this partition for another one whose root
	 * happens to be the same page: all invalidate before their next entry.
	 */
	tlb_stamp();
	spin_unlock(&mem_lock);
	return LUCID_OK;
}

void partition_pool_give(struct partition *p, uint64_t hpa)
{
	uint64_t *page = pa_va(hpa);

	*page = p->pool_first;
	p->pool_first = hpa;
	p->pool_count++;
}

uint64_t partition_pool_take(struct partition *p)
{
	uint64_t hpa = p->pool_first;
	uint64_t *page;

	if (!hpa)
		return 0;
	page = pa_va(hpa);
	p->pool_first = *page;
	p->pool_count--;
	memset(page, 0, PAGE_SIZE);
	return hpa;
}
