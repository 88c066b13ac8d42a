/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory types of physical memory, from the MTRRs as firmware left them. vmx/ builds
 * the parent's EPT with it at boot.
 */
#ifndef HV_CPU_MTRR_H
#define HV_CPU_MTRR_H

#include "hv/lib/types.h"

#define MEMTYPE_UC	0u
#define MEMTYPE_WB	6u

/* Read the MTRRs of this CPU. */
void mtrr_read(void);
/* Memory type at @pa; *@uniform says whether all of @size bytes from there have it. */
unsigned int mtrr_type(uint64_t pa, uint64_t size, bool *uniform);

#endif
