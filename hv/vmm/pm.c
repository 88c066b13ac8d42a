// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI fixed hardware. Sources: ACPI 6.4, 'ACPI Register Model'; Intel 82371AB data sheet, 'Power
 * Management I/O Registers'. No event ever happens, so status bits stay 0.
 */
#include "hv/vmm/pm.h"

#include <stdbool.h>
#include <time.h>

#define TIMER_HZ	3579545U
#define TIMER_MASK	0xffffffU

#define SLEEP_ENABLE	0x2000U
#define SLEEP_TYPE(v)	((v) >> 10 & 7)
#define SLEEP_SOFT_OFF	0	/* the chip's code for S5 */

uint32_t pm_timer(uint64_t ns)
{
	uint64_t s = ns / 1000000000, rest = ns % 1000000000;

	return (uint32_t)(s * TIMER_HZ + rest * TIMER_HZ / 1000000000) & TIMER_MASK;
}

static uint32_t timer_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return pm_timer((uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec);
}

uint32_t pm_in(const struct pm *pm, unsigned int offset, unsigned int size)
{
	uint32_t now = timer_now(), value = 0;

	for (unsigned int i = 0; i < size; i++, offset++) {
		uint32_t byte = 0xff;

		if (offset < PM_TIMER)
			byte = pm->reg[offset];
		else if (offset < PM_PORTS)
			byte = now >> 8 * (offset - PM_TIMER) & 0xff;
		value |= byte << 8 * i;
	}
	return value;
}

void pm_out(struct pm *pm, unsigned int offset, unsigned int size, uint32_t value)
{
	uint32_t control;

	for (unsigned int i = 0; i < size && offset + i < PM_TIMER; i++)
		if (offset + i >= PM1_ENABLE)
			pm->reg[offset + i] = (uint8_t)(value >> 8 * i);
	control = pm->reg[PM1_CONTROL] | (uint32_t)pm->reg[PM1_CONTROL + 1] << 8;
	if (!(control & SLEEP_ENABLE))
		return;
	/* The enable bit reads as 0. */
	pm->reg[PM1_CONTROL + 1] &= (uint8_t)~(SLEEP_ENABLE >> 8);
	if (SLEEP_TYPE(control) == SLEEP_SOFT_OFF)
		outcome_set(pm->outcome, OUTCOME_POWEROFF, "power-off");
}
