/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that a guest gave back (MEM_RETURN) and wants again: exits.c asks when a VP touches a GPA
 * where nothing is.
 */
#ifndef LUCID_VMM_REFILL_H
#define LUCID_VMM_REFILL_H

#include "hv/vmm/memory.h"
#include "hv/vmm/partition.h"

enum refill {
	REFILL_NOT_RAM,		/* the GPA never was memory */
	REFILL_DONE,
	REFILL_THERE,		/* something is there, or still on its way out: look again */
	REFILL_FAILED,		/* errno says why */
};

/* Any thread. Puts zeroed memory there, 2 MiB at a time where that much was given back. */
enum refill refill(const struct partition *p, const struct guest_mem *m, uint64_t gpa);

#endif
