// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page goes to the parent and comes back while the parent reads it all the time (lucid-partner
 * does): once it is private again, the child keeps a secret in it. What the parent saw is told by
 * lucid-partner. Does not prove: anything if the parent does not read.
 */
#include "tests/conf/lib/apic.h"
#include "tests/conf/lib/partner.h"

#define VECTOR		0x55
#define LIMIT_MS	2000
#define SECRET_US	50		/* for so long there is a secret in the page */

static struct partner *const table = (struct partner *)PARTNER_TABLE;

static bool comes_back(uint64_t gpa)
{
	uint64_t end = rdtsc() + LIMIT_MS * tsc_khz(), state;

	do {
		wait_irq(VECTOR, irqs[VECTOR] + 1, tsc_khz() / 10);
		if (lucid_hc_mem_state(gpa, &state) != LUCID_OK)
			return false;
	} while ((state & 0xff) != LUCID_PAGE_CHILD && rdtsc() < end);
	return (state & 0xff) == LUCID_PAGE_CHILD;
}

/* Share a page, wait until the parent has read it, take it back. */
static bool there_and_back(uint64_t round)
{
	uint64_t gpa = PARTNER_AREA + round % PARTNER_PAGES * LUCID_PAGE_SIZE;
	uint64_t end = rdtsc() + LIMIT_MS * tsc_khz();
	volatile uint64_t *word = (volatile uint64_t *)gpa;

	*word = PARTNER_PUBLIC + round;
	if (lucid_hc_mem_share(gpa, 1, LUCID_RIGHT_READ) != LUCID_OK)
		return false;
	table->round = round;
	while (table->seen != round && rdtsc() < end)
		__asm__ volatile("pause" : : : "memory");
	if (table->seen != round || lucid_hc_mem_unshare(gpa, 1) != LUCID_OK || !comes_back(gpa))
		return false;
	*word = PARTNER_SECRET + round;
	for (end = rdtsc() + SECRET_US * tsc_khz() / 1000; rdtsc() < end;)
		__asm__ volatile("pause" : : : "memory");
	*word = 0;
	return true;
}

void guest_main(void)
{
	uint64_t round = 1;

	apic_on();
	same((uint64_t)lucid_hc_event_bind(LUCID_PORT_SYSTEM, 0, VECTOR), LUCID_OK, "bind port 0");
	same((uint64_t)lucid_hc_mem_share(PARTNER_TABLE, 1, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE),
	     LUCID_OK, "share the table");
	same((uint64_t)lucid_hc_event_raise(PARTNER_READY), LUCID_OK, "say so");
	while (round <= PARTNER_ROUNDS && there_and_back(round))
		round++;
	same(round, PARTNER_ROUNDS + 1, "[HC-MEM-RELEASE-1] pages that were read went and came");
}
