// SPDX-License-Identifier: GPL-2.0-only
/*
 * IPIs between "vps=N" VPs [APIC-3]: from each to each, to all others at once, many to and fro of
 * which none may be lost, to VPs that run ("rounds=N" of them) and to VPs that sleep, and that a VP
 * sees what was written before the IPI. Does not prove: IPIs to a VP that the parent leaves out for
 * long.
 */
#include "tests/conf/lib/smp.h"

#define TO_VP(from, to)	(0x40 + (from) * SMP_MAX + (to))
#define PING(to)	(0x90 + (to))
#define OTHERS(from)	(0xa0 + (from))
#define ALL_BUT_SELF	0xc0000
#define ASLEEP		1000
#define LIMIT_MS	5000

static unsigned int vps, rounds;
static struct smp_barrier barrier;
static volatile unsigned int sent[SMP_MAX], late, stopped;
static volatile bool sleep;

/* Until vector has come n times. An IPI that got lost would be a hang, so not for ever. */
static bool wait_for(unsigned int vector, uint64_t n)
{
	uint64_t khz = tsc_khz(), end = rdtsc() + LIMIT_MS * khz;

	while (irqs[vector] < n && rdtsc() < end && !stopped) {
		if (sleep) {
			wrmsr(MSR_TSC_DEADLINE, end);
			sti_hlt_cli();
		} else {
			wait_irq(vector, n, khz);
		}
	}
	return irqs[vector] >= n;
}

/* Each tells the other that it is the other's turn; the count is written before the IPI. */
static void to_and_fro(unsigned int me, unsigned int other)
{
	for (unsigned int n = 1; n <= rounds; n++) {
		if (me && !wait_for(PING(me), n))
			break;
		if (me && sent[other] != n)
			late++;
		sent[me] = n;
		smp_ipi(other, PING(other));
		if (!me && !wait_for(PING(me), n))
			break;
		if (!me && sent[other] != n)
			late++;
	}
	stopped |= irqs[PING(me)] != rounds;
}

static void each_to_each(unsigned int me)
{
	for (unsigned int to = 0; to < vps; to++)
		smp_ipi(to, TO_VP(me, to));
	apic_write(APIC_ICR, ALL_BUT_SELF | OTHERS(me));
	for (unsigned int from = 0; from < vps; from++) {
		wait_for(TO_VP(from, me), 1);
		wait_for(OTHERS(from), vps - 1);
	}
}

static void work(unsigned int me)
{
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | 0xf0);
	smp_barrier(&barrier, vps);
	each_to_each(me);
	for (unsigned int i = 0; i < 2; i++) {
		smp_barrier(&barrier, vps);
		if (me < 2)
			to_and_fro(me, !me);
		smp_barrier(&barrier, vps);
		if (!me) {
			ok(irqs[PING(0)] == rounds && irqs[PING(1)] == rounds,
			   "[APIC-3] %s: VPs were told %lu and %lu times",
			   sleep ? "sleeping" : "running", irqs[PING(0)], irqs[PING(1)]);
			irqs[PING(0)] = irqs[PING(1)] = 0;
			rounds = ASLEEP;
			sleep = true;
		}
	}
}

void guest_main(void)
{
	vps = (unsigned int)argument("vps", 2);
	rounds = (unsigned int)argument("rounds", 50);
	smp_start(vps, work);
	work(0);
	for (unsigned int from = 0; from < vps; from++) {
		for (unsigned int to = 0; to < vps; to++)
			same(irqs[TO_VP(from, to)], 1, "[APIC-3] VP %u to VP %u", from, to);
		same(irqs[OTHERS(from)], vps - 1, "[APIC-3] VP %u to all others", from);
	}
	same(late, 0, "what was written before an IPI is there when it comes");
}
