// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC's timer in x2APIC mode [APIC-2]: one-shot, periodic, TSC deadline, each with the
 * interrupt taken while running and ([HC-VP-RUN-2] in part) while halted; masked; the count-down.
 * Does not prove: how late a tick may be on a busy parent; the bound here is 200 ms.
 */
#include "tests/conf/lib/apic.h"

#define VECTOR	0x60
#define LATE_MS	200

static uint64_t khz;

static void start(uint32_t mode, uint32_t microseconds)
{
	irqs[VECTOR] = 0;
	apic_write(APIC_DIVIDE, DIVIDE_BY_1);
	apic_write(APIC_LVT_TIMER, mode | VECTOR);
	if (mode == TIMER_TSC_DEADLINE)
		wrmsr(MSR_TSC_DEADLINE, rdtsc() + microseconds * khz / 1000);
	else
		apic_write(APIC_INITIAL, microseconds * 1000U);
}

static void stop(void)
{
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR);
	apic_write(APIC_INITIAL, 0);
}

/* In time: not early, and not later than a busy parent explains. */
static void in_time(uint64_t begin, uint64_t microseconds, const char *what)
{
	uint64_t us = (rdtsc() - begin) * 1000 / khz;

	ok(us >= microseconds && us < microseconds + LATE_MS * 1000, "%s: after %lu us, not %lu",
	   what, us, microseconds);
}

static void one(uint32_t mode, const char *name)
{
	uint64_t begin = rdtsc();

	start(mode, 2000);
	ok(wait_irq(VECTOR, 1, LATE_MS * khz), "%s, running", name);
	in_time(begin, 2000, name);
	wait_irq(VECTOR, 2, 5 * khz);
	same(irqs[VECTOR], 1, "%s: one interrupt", name);
	begin = rdtsc();
	start(mode, 3000);
	while (!irqs[VECTOR])
		sti_hlt_cli();
	in_time(begin, 3000, name);
	stop();
}

static void periodic(void)
{
	uint64_t begin = rdtsc();

	start(TIMER_PERIODIC, 1000);
	ok(wait_irq(VECTOR, 10, LATE_MS * khz), "periodic, 10 ticks running");
	in_time(begin, 9900, "and in time");
	while (irqs[VECTOR] < 20)
		sti_hlt_cli();
	in_time(begin, 19900, "periodic, 10 more halted");
	stop();
	irqs[VECTOR] = 0;
	ok(!wait_irq(VECTOR, 2, 5 * khz), "periodic: stops");
}

static void count_down(void)
{
	uint64_t a, b;

	stop();
	apic_write(APIC_INITIAL, 1000000000);
	a = apic_read(APIC_CURRENT);
	b = apic_read(APIC_CURRENT);
	ok(a <= 1000000000 && b < a && b > 900000000, "current count goes down: %lu, %lu", a, b);
	irqs[VECTOR] = 0;
	apic_write(APIC_INITIAL, 1000);
	ok(!wait_irq(VECTOR, 1, 5 * khz) && !apic_read(APIC_CURRENT), "a masked one is silent");
}

void guest_main(void)
{
	khz = tsc_khz();
	apic_on();
	one(TIMER_ONE_SHOT, "one-shot");
	one(TIMER_TSC_DEADLINE, "TSC deadline");
	same(rdmsr(MSR_TSC_DEADLINE), 0, "a deadline that has passed reads as 0");
	start(TIMER_TSC_DEADLINE, 1000);
	wrmsr(MSR_TSC_DEADLINE, 0);
	ok(!wait_irq(VECTOR, 1, 5 * khz), "a deadline of 0 disarms");
	wrmsr(MSR_TSC_DEADLINE, 1);
	ok(wait_irq(VECTOR, 1, khz), "a deadline in the past fires at once");
	periodic();
	count_down();
}
