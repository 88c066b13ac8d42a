// SPDX-License-Identifier: GPL-2.0-only
/*
 * An interrupt waits while IF is 0, whatever comes meanwhile [APIC-6]: one that the VP sends to
 * itself, one that is left when another's handler has sent its EOI, and one of the timer. Each is
 * pending for longer than the parent's own interrupts are apart, and CLI is executed again and
 * again, as kernels do. Does not prove: the same for a TPR that is lowered while IF is 0.
 */
#include "tests/conf/lib/apic.h"

#define TURNS	30
#define LOW	0x51
#define HIGH	0x81
#define SOON	100000

static uint64_t dwell;

static void stay(void)
{
	uint64_t end = rdtsc() + dwell;

	while (rdtsc() < end)
		cli();
}

static void sent_to_itself(void)
{
	irqs[LOW] = irqs_masked = 0;
	for (unsigned int i = 0; i < TURNS; i++) {
		wait_irq(LOW, i, SOON);
		apic_write(APIC_SELF_IPI, LOW);
		stay();
	}
	wait_irq(LOW, TURNS, SOON);
	same(irqs[LOW], TURNS, "sent to itself: each came");
	same(irqs_masked, 0, "[APIC-6] sent to itself: none while IF is 0");
}

static void left_by_another(void)
{
	irqs[LOW] = irqs[HIGH] = irqs_masked = 0;
	irq_dwell = stay;
	for (unsigned int i = 1; i <= TURNS; i++) {
		apic_write(APIC_SELF_IPI, LOW);
		apic_write(APIC_SELF_IPI, HIGH);
		wait_irq(LOW, i, SOON);
	}
	irq_dwell = NULL;
	same(irqs[LOW], TURNS, "left by another: each came");
	same(irqs[HIGH], TURNS, "and each of the others");
	same(irqs_masked, 0, "[APIC-6] left by another: none while IF is 0");
}

static void of_the_timer(void)
{
	irqs[LOW] = irqs_masked = 0;
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | LOW);
	for (unsigned int i = 1; i <= TURNS; i++) {
		wrmsr(MSR_TSC_DEADLINE, rdtsc() + SOON);
		stay();
		wait_irq(LOW, i, SOON);
	}
	same(irqs[LOW], TURNS, "of the timer: each came");
	same(irqs_masked, 0, "[APIC-6] of the timer: none while IF is 0");
}

void guest_main(void)
{
	dwell = 2 * tsc_khz();
	apic_on();
	sent_to_itself();
	left_by_another();
	of_the_timer();
}
