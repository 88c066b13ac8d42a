// SPDX-License-Identifier: GPL-2.0-only
/*
 * No event is lost, whatever the load: each side tells the other by events alone, in turns, and
 * then by eight ports at once as fast as it can; the number that belongs to an event is written
 * before it [EVENT-1]. lucid-partner is the other side, and says what it saw. Does not prove: how
 * long an event takes.
 */
#include "tests/conf/lib/apic.h"
#include "tests/conf/lib/partner.h"

#define VECTOR(i)	(0x60 + (i))
#define TIMER_VECTOR	0x5f
#define LIMIT_MS	4000

static struct partner *const table = (struct partner *)PARTNER_TABLE;

/* Sleep until an interrupt comes, or for so long that it has been lost. */
static bool sleeps_well(uint64_t end)
{
	wrmsr(MSR_TSC_DEADLINE, end);
	sti_hlt_cli();
	return rdtsc() < end;
}

static uint64_t limit(void)
{
	return rdtsc() + LIMIT_MS * tsc_khz();
}

static void answer(void)
{
	uint64_t n = 1, end;

	for (; n <= PARTNER_ANSWERS; n++) {
		for (end = limit(); irqs[VECTOR(0)] < n && sleeps_well(end);)
			;
		if (irqs[VECTOR(0)] != n || table->asked != n)
			break;
		table->answered = n;
		lucid_hc_event_raise(PARTNER_TO_PARENT(0));
	}
	same(n, PARTNER_ANSWERS + 1, "[EVENT-1] each question was heard, asleep");
}

/* After the last event of each port the child has to know the last number. */
static void listen(void)
{
	uint64_t count[PARTNER_PORTS] = { 0 }, seen[PARTNER_PORTS] = { 0 };
	uint64_t end, done = 0, taken = 0;

	for (end = limit(); done < PARTNER_PORTS && rdtsc() < end;) {
		done = 0;
		for (unsigned int i = 0; i < PARTNER_PORTS; i++) {
			if (count[i] != irqs[VECTOR(i)]) {
				taken += irqs[VECTOR(i)] - count[i];
				count[i] = irqs[VECTOR(i)];
				seen[i] = table->to_child[i];
				end = limit();
			}
			done += seen[i] == PARTNER_EVENTS;
		}
		if (done < PARTNER_PORTS)
			sleeps_well(end);
	}
	same(done, PARTNER_PORTS, "[EVENT-1] ports whose last event came, %lu interrupts", taken);
}

/* Every second of them while the parent is still busy with the one before. */
static void speak(void)
{
	for (uint64_t n = 1; n <= PARTNER_EVENTS / 10; n++) {
		for (unsigned int i = 0; i < PARTNER_PORTS; i++) {
			table->to_parent[i] = n;
			lucid_hc_event_raise(PARTNER_TO_PARENT(i));
		}
	}
}

void guest_main(void)
{
	apic_on();
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | TIMER_VECTOR);
	same((uint64_t)lucid_hc_mem_share(PARTNER_TABLE, 1, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE),
	     LUCID_OK, "share the table");
	for (unsigned int i = 0; i < PARTNER_PORTS; i++)
		same((uint64_t)lucid_hc_event_bind(PARTNER_TO_CHILD(i), 0, VECTOR(i)), LUCID_OK,
		     "bind port %u", PARTNER_TO_CHILD(i));
	lucid_hc_event_raise(PARTNER_READY);
	answer();
	irqs[VECTOR(0)] = 0;
	table->storm_over = 1;
	lucid_hc_event_raise(PARTNER_READY);
	listen();
	speak();
	for (uint64_t end = limit(); table->storm_over != 2 && rdtsc() < end;)
		__asm__ volatile("pause" : : : "memory");
	same(table->storm_over, 2, "the parent has counted");
}
