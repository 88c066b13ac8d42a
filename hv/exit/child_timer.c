/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The timer of a child's local APIC: one-shot, periodic, TSC deadline. It keeps
 * vp->timer_deadline, in host TSC ticks; exit/child_run.c has the preemption timer wake
 * us then, or the parent does. See exit/apic.h. Source: SDM vol. 3, 'APIC Timer'.
 */
#include "hv/cpu/percpu.h"
#include "hv/cpu/regs.h"
#include "hv/exit/apic.h"
#include "hv/exit/timer.h"

enum { MODE_ONE_SHOT, MODE_PERIODIC, MODE_TSC_DEADLINE };

/* Shortest period, so that ticks alone cannot fill a CPU: 20 us. */
#define MIN_PERIOD_HZ	50000UL

static unsigned int mode(const struct vp *vp)
{
	return apic_get(vp, APIC_LVT_TIMER) >> 17 & 3;
}

static uint64_t period(const struct vp *vp)
{
	return timer_to_tsc(apic_get(vp, APIC_TIMER_INITIAL), apic_get(vp, APIC_TIMER_DIVIDE),
			    tsc_khz);
}

/* The first tick of a periodic timer after @now. */
static uint64_t next_tick(const struct vp *vp, uint64_t now)
{
	uint64_t min = tsc_khz * 1000UL / MIN_PERIOD_HZ, p = period(vp);

	p = p < min ? min : p;
	return now - (now - vp->timer_start) % p + p;
}

void apic_timer_arm(struct vp *vp, bool restart)
{
	uint64_t now = rdtsc(), deadline = 0;
	bool masked = apic_get(vp, APIC_LVT_TIMER) & APIC_LVT_MASKED;

	if (restart)
		vp->timer_start = now;
	if (mode(vp) == MODE_TSC_DEADLINE) {
		if (vp->tsc_deadline)
			deadline = timer_deadline(vp->tsc_deadline, now, vp->part->tsc_offset);
	} else if (apic_get(vp, APIC_TIMER_INITIAL) && !masked) {
		deadline = mode(vp) == MODE_PERIODIC ? next_tick(vp, now) :
						       vp->timer_start + period(vp);
		/* A one-shot that ran out while it was masked stays silent. */
		if (!restart && deadline <= now)
			deadline = 0;
	}
	vp->timer_deadline = deadline;
}

void apic_timer_fire(struct vp *vp, uint64_t now)
{
	uint32_t lvt = apic_get(vp, APIC_LVT_TIMER);

	vp->timer_deadline = mode(vp) == MODE_PERIODIC ? next_tick(vp, now) : 0;
	vp->tsc_deadline = 0;
	if (!(lvt & APIC_LVT_MASKED))
		apic_set_irr(vp, lvt & 0xff);
}

uint32_t apic_timer_current(const struct vp *vp)
{
	if (mode(vp) == MODE_TSC_DEADLINE)
		return 0;
	return timer_current(apic_get(vp, APIC_TIMER_INITIAL), rdtsc() - vp->timer_start,
			     apic_get(vp, APIC_TIMER_DIVIDE), tsc_khz,
			     mode(vp) == MODE_PERIODIC);
}

void apic_set_tsc_deadline(struct vp *vp, uint64_t value)
{
	if (mode(vp) != MODE_TSC_DEADLINE)
		return;
	vp->tsc_deadline = value;
	apic_timer_arm(vp, false);
}
