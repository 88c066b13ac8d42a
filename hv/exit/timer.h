/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arithmetic of the local APIC's timer, which counts at 1 GHz divided by its divide
 * configuration. Pure, so that host tests can check it. Source: SDM vol. 3, 'APIC Timer'.
 */
#ifndef HV_EXIT_TIMER_H
#define HV_EXIT_TIMER_H

#include "hv/lib/types.h"

#define APIC_TIMER_KHZ	1000000UL

/* Divisor for a divide configuration register: bits 3, 1 and 0. */
static inline uint64_t timer_divisor(uint32_t dcr)
{
	return 1UL << (((dcr & 3) + (dcr >> 1 & 4) + 1) & 7);
}

/* TSC ticks that @count timer ticks last; below 2^63 for any TSC below 8 GHz. */
static inline uint64_t timer_to_tsc(uint32_t count, uint32_t dcr, uint32_t khz)
{
	return count * timer_divisor(dcr) * khz / APIC_TIMER_KHZ;
}

/* Timer ticks in @tsc TSC ticks. */
static inline uint64_t timer_from_tsc(uint64_t tsc, uint32_t dcr, uint32_t khz)
{
	return (tsc / khz * APIC_TIMER_KHZ + tsc % khz * APIC_TIMER_KHZ / khz) / timer_divisor(dcr);
}

/* The current-count register @tsc TSC ticks after the start from @initial. */
static inline uint32_t timer_current(uint32_t initial, uint64_t tsc, uint32_t dcr, uint32_t khz,
				     bool periodic)
{
	uint64_t ticks = timer_from_tsc(tsc, dcr, khz);

	if (!initial || (!periodic && ticks >= initial))
		return 0;
	return initial - (uint32_t)(ticks % initial);
}

/*
 * Host TSC at which a guest's TSC deadline is due; the guest's TSC is the host's plus
 * @offset. One that is past is due at 1 (0 means none), one that is absurdly far never.
 */
static inline uint64_t timer_deadline(uint64_t guest, uint64_t now, uint64_t offset)
{
	uint64_t left = guest - (now + offset), far = UINT64_MAX >> 2;

	if (guest <= now + offset)
		return 1;
	return now + (left < far ? left : far);
}

#endif
