/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time of partitions, and the clock page. hcall/ calls it for CLOCK_ENABLE and
 * CLOCK_DISABLE, exit/ for the KVM dialect, boot/ once.
 */
#ifndef HV_CORE_CLOCK_H
#define HV_CORE_CLOCK_H

#include "hv/core/vp.h"

/* How ticks of the TSC become nanoseconds: ns = ticks * mul >> shift. */
struct clock {
	uint32_t mul;
	uint32_t shift;
	uint32_t khz;
};

extern struct clock clock;

/* At boot: the TSC's frequency. */
void clock_init(uint32_t khz);
uint64_t clock_ns(uint64_t ticks);

/*
 * @gpa is page aligned and below LUCID_GPA_LIMIT. The page counts as used (page_use of
 * mem_own, under mem_lock) until clock_disable(); destroying the partition forgets it.
 */
int64_t clock_enable(struct vp *vp, uint64_t gpa);
void clock_disable(struct partition *p);

#endif
