// SPDX-License-Identifier: GPL-2.0-only
/*
 * VP 0 shares and unshares pages while the other "vps=N" VPs read and write them: they keep all
 * their rights at every moment [MEM-5], see no other memory, and each unshared page comes back with
 * an event [EVENT-3]; afterwards VPs unshare different pages at the same time. Does not prove:
 * that the parent has lost its access (private.sh does).
 */
#include "tests/conf/lib/smp.h"

#define AREA	(SCRATCH + 0x200000)	/* a large page's worth, so that it is split and merged */
#define PAGES	512
#define PAGE	LUCID_PAGE_SIZE
#define ROUNDS	60
#define VECTOR	0x53
#define BACK_MS	5000

static unsigned int vps;
static volatile bool done;
static uint64_t turns[SMP_MAX], wrong[SMP_MAX], lost[SMP_MAX];

/* A VP's own word of a page. */
static volatile uint64_t *word(uint64_t page, unsigned int vp)
{
	return (volatile uint64_t *)(AREA + page * PAGE) + vp;
}

static bool is_private(uint64_t page)
{
	uint64_t state;

	return lucid_hc_mem_state(AREA + page * PAGE, &state) == LUCID_OK &&
	       (state & 0xff) == LUCID_PAGE_CHILD;
}

/* Share some pages and take them back; false if they do not come. */
static bool there_and_back(uint64_t page, uint64_t n)
{
	uint64_t end = rdtsc() + BACK_MS * tsc_khz();

	if (lucid_hc_mem_share(AREA + page * PAGE, n, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE) ||
	    lucid_hc_mem_unshare(AREA + page * PAGE, n))
		return false;
	while (!(is_private(page) && is_private(page + n - 1)) && rdtsc() < end)
		wait_irq(VECTOR, irqs[VECTOR] + 1, tsc_khz());
	return is_private(page) && is_private(page + n - 1);
}

static void work(unsigned int vp)
{
	uint64_t seed = vp, page;

	while (!done) {
		page = (rnd(&seed) >> 32) % PAGES;
		*word(page, vp) = turns[vp];
		wrong[vp] += *word(page, vp) != turns[vp] || *word(page, 0) != page;
		turns[vp]++;
	}
	/* Pages of its own now, unshared while others do the same. */
	for (unsigned int i = 0; i < ROUNDS / 4; i++)
		lost[vp] += !there_and_back(vp * 32, 1 + i % 32);
}

void guest_main(void)
{
	uint64_t seed = 99, failed = 0;

	vps = (unsigned int)argument("vps", 3);
	for (uint64_t page = 0; page < PAGES; page++)
		*word(page, 0) = page;
	apic_on();
	same((uint64_t)lucid_hc_event_bind(LUCID_PORT_SYSTEM, 0, VECTOR), LUCID_OK, "bind port 0");
	smp_start(vps, work);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		uint64_t n = 1 + (rnd(&seed) >> 32) % (i % 4 ? 8 : PAGES);

		failed += !there_and_back((rnd(&seed) >> 32) % (PAGES + 1 - n), n);
	}
	same(failed, 0, "[EVENT-3] pages that were unshared come back, %lu events", irqs[VECTOR]);
	done = true;
	for (unsigned int i = 0; i < ROUNDS / 4; i++)
		failed += !there_and_back(0, 1 + i % 32);
	ok(smp_wait(&smp_ended, vps - 1, 60 * 1000), "all VPs come to their end");
	for (unsigned int vp = 1; vp < vps; vp++) {
		ok(turns[vp] > ROUNDS, "VP %u: %lu turns", vp, turns[vp]);
		same(wrong[vp], 0, "[MEM-5] VP %u: all reads and writes were right", vp);
		same(lost[vp] + failed, 0, "[EVENT-3] VP %u: and its own pages came back", vp);
	}
}
