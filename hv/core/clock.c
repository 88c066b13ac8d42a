/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time of a partition: a linear function of its TSC, the same for clock page, KVM
 * dialect and steal time. Guest TSC 0 is the partition's creation. See clock.h.
 */
#include "hv/core/clock.h"

#include "hv/core/arch.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/lib/lib.h"

struct clock clock;

void clock_init(uint32_t khz)
{
	uint64_t mul = 0;

	/* The largest multiplier of 32 bits; 35 is what the fastest TSC needs. */
	for (unsigned int shift = 0; shift <= 35; shift++) {
		uint64_t m = ((1000000UL << shift) + khz / 2) / khz;

		if (m >> 32)
			break;
		mul = m;
		clock.shift = shift;
	}
	clock.mul = (uint32_t)mul;
	clock.khz = khz;
}

uint64_t clock_ns(uint64_t ticks)
{
	return (uint64_t)(((unsigned __int128)ticks * clock.mul) >> clock.shift);
}

static void write_page(const struct partition *p)
{
	struct lucid_clock_page *page = pa_va(p->clock_hpa);
	uint64_t tsc = arch_tsc() + p->tsc_offset, time = clock_ns(tsc);
	uint32_t seq = READ_ONCE(page->seq) | 1;

	WRITE_ONCE(page->seq, seq);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	page->flags = 0;
	page->generation = 1;
	page->disruption = 1;
	page->tsc_khz = clock.khz;
	page->mul = clock.mul;
	page->shift = clock.shift;
	page->reserved = 0;
	page->tsc_base = tsc;
	page->time_ns = time;
	page->wall_ns = p->wall_ns + time;
	store_release(&page->seq, seq + 1);
}

int64_t clock_enable(struct vp *vp, uint64_t gpa)
{
	struct partition *p = vp->part;
	int64_t status = LUCID_OK;
	struct page *pg;
	uint64_t hpa;

	spin_lock(&mem_lock);
	pg = mem_own(p, gpa, &hpa);
	if (!pg)
		status = mem_at(p, gpa, &hpa) ? LUCID_E_STATE : LUCID_E_ADDR;
	else if (hpa != p->clock_hpa && !page_use(pg))
		status = LUCID_E_LIMIT;
	if (status == LUCID_OK) {
		if (p->clock_hpa && p->clock_hpa != hpa)
			page_unuse(page_of(p->clock_hpa));
		p->clock_hpa = hpa;
		write_page(p);
	}
	spin_unlock(&mem_lock);
	return status;
}

void clock_disable(struct partition *p)
{
	spin_lock(&mem_lock);
	if (p->clock_hpa)
		page_unuse(page_of(p->clock_hpa));
	p->clock_hpa = 0;
	spin_unlock(&mem_lock);
}
