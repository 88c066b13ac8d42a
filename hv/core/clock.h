/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock page and the KVM dialect's clock. hcall/ calls it for CLOCK_ENABLE and
 * CLOCK_DISABLE.
 */
#ifndef HV_CORE_CLOCK_H
#define HV_CORE_CLOCK_H

#include "hv/core/vp.h"

/*
 * @gpa is page aligned and below LUCID_GPA_LIMIT. The page counts as used (page_use of
 * mem_own, under mem_lock) until clock_disable(); destroying the partition forgets it.
 */
int64_t clock_enable(struct vp *vp, uint64_t gpa);
void clock_disable(struct partition *p);

#endif
