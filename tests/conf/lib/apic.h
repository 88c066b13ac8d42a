/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC, in x2APIC mode unless a name says otherwise, for guests that take interrupts.
 */
#ifndef CONF_APIC_H
#define CONF_APIC_H

#include "tests/conf/lib/conf.h"

#define MSR_APIC_BASE		0x1b
#define MSR_TSC_DEADLINE	0x6e0
#define APIC_BASE_X2APIC	0x400
#define XAPIC_BASE		0xfee00000ULL

enum apic_reg {
	APIC_ID = 0x02, APIC_VERSION = 0x03, APIC_TPR = 0x08, APIC_PPR = 0x0a, APIC_EOI = 0x0b,
	APIC_LDR = 0x0d, APIC_SVR = 0x0f, APIC_ISR = 0x10, APIC_IRR = 0x20, APIC_ESR = 0x28,
	APIC_ICR = 0x30, APIC_LVT_TIMER = 0x32, APIC_LVT_LINT0 = 0x35, APIC_INITIAL = 0x38,
	APIC_CURRENT = 0x39, APIC_DIVIDE = 0x3e, APIC_SELF_IPI = 0x3f,
};

#define TIMER_ONE_SHOT		0
#define TIMER_PERIODIC		0x20000
#define TIMER_TSC_DEADLINE	0x40000
#define LVT_MASKED		0x10000
#define DIVIDE_BY_1		0xb

static inline uint64_t apic_read(enum apic_reg reg)
{
	return rdmsr(0x800 + reg);
}

static inline void apic_write(enum apic_reg reg, uint64_t value)
{
	wrmsr(0x800 + reg, value);
}

/* Into x2APIC mode, enabled, nothing held back. */
static inline void apic_on(void)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_X2APIC);
	apic_write(APIC_SVR, 0x1ff);
	apic_write(APIC_TPR, 0);
}

static inline volatile uint32_t *xapic(enum apic_reg reg)
{
	return (volatile uint32_t *)(XAPIC_BASE + reg * 16);
}

/* Let interrupts in until the vector has come @n times or so many ticks have passed. */
static inline bool wait_irq(unsigned int vector, uint64_t n, uint64_t ticks)
{
	uint64_t end = rdtsc() + ticks;

	sti();
	while (irqs[vector] < n && rdtsc() < end)
		__asm__ volatile("pause" : : : "memory");
	cli();
	return irqs[vector] >= n;
}

#endif
