/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ACPI fixed hardware as the 82371AB has it: PM1 registers and the timer. chipset.c calls it.
 */
#ifndef LUCID_VMM_PM_H
#define LUCID_VMM_PM_H

#include <stdint.h>

#include "hv/vmm/outcome.h"

#define PM_PORTS	12
#define PM1_STATUS	0
#define PM1_ENABLE	2
#define PM1_CONTROL	4
#define PM_TIMER	8

struct pm {
	struct outcome *outcome;
	uint8_t reg[PM_TIMER];
};

/* The timer's count at this time: 24 bits at 3.579545 MHz. */
uint32_t pm_timer(uint64_t ns);

uint32_t pm_in(const struct pm *pm, unsigned int offset, unsigned int size);
void pm_out(struct pm *pm, unsigned int offset, unsigned int size, uint32_t value);

#endif
