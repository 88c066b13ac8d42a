// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time is one for "vps=N" VPs: neither the TSC nor the time of the clock page goes back from one
 * VP to the next [CLOCK-2], while the clock page is enabled anew again and again. Does not prove:
 * the same over a disruption.
 */
#include "tests/conf/lib/smp.h"

#define PAGE	(SCRATCH + 0x40000)
#define OTHER	(SCRATCH + 0x41000)
#define VECTOR	0x54
#define TURNS	4000		/* of each VP */
#define NAP	64		/* turns between two of a VP's naps, which let the others run */
#define NAP_US	20
#define LIMIT_MS 20000

static struct {
	volatile unsigned int lock;
	uint64_t last_tsc, last_ns;
	uint64_t turns[SMP_MAX], back_tsc, back_ns, odd, changes;
	unsigned int last_vp;
} all;
static volatile uint64_t page = PAGE;

static uint64_t read_ns(void)
{
	const volatile struct lucid_clock_page *p;
	uint32_t seq;
	uint64_t ns;

	do {
		p = (const volatile struct lucid_clock_page *)page;
		seq = p->seq;
		ns = p->time_ns +
		     (uint64_t)((unsigned __int128)(rdtsc() - p->tsc_base) * p->mul >> p->shift);
	} while (seq & 1 || seq != p->seq);
	return ns;
}

/* Under a lock, so that there is a first and a second. */
static void look(unsigned int vp)
{
	uint64_t tsc, ns;

	while (__atomic_exchange_n(&all.lock, 1, __ATOMIC_ACQUIRE))
		smp_pause();
	tsc = rdtsc();
	ns = read_ns();
	all.back_tsc += tsc < all.last_tsc;
	all.back_ns += ns < all.last_ns;
	all.last_tsc = tsc;
	all.last_ns = ns;
	all.changes += all.last_vp != vp;
	all.last_vp = vp;
	all.turns[vp]++;
	__atomic_store_n(&all.lock, 0, __ATOMIC_RELEASE);
}

static void nap(void)
{
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + NAP_US * tsc_khz() / 1000);
	sti_hlt_cli();
}

static void work(unsigned int vp)
{
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | VECTOR);
	while (all.turns[vp] < TURNS) {
		look(vp);
		if (all.turns[vp] % NAP)
			continue;
		if (!vp) {
			uint64_t next = page == PAGE ? OTHER : PAGE;

			/* The page that was left stays as it is, so a late reader is not wrong. */
			all.odd += lucid_hc_clock_enable(next) != LUCID_OK;
			page = next;
		}
		nap();
	}
}

void guest_main(void)
{
	unsigned int vps = (unsigned int)argument("vps", 2);

	same((uint64_t)lucid_hc_clock_enable(PAGE), LUCID_OK, "a clock page");
	smp_start(vps, work);
	work(0);
	ok(smp_wait(&smp_ended, vps - 1, LIMIT_MS), "all VPs come to their end");
	same(all.back_tsc, 0, "the TSC never goes back between VPs, %lu changes", all.changes);
	same(all.back_ns, 0, "[CLOCK-2] nor does the clock page's time");
	same(all.odd, 0, "while the page is moved %u times", TURNS / NAP);
	ok(all.changes > TURNS / NAP, "the VPs took turns");
}
