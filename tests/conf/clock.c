// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock page: [HC-CLOCK-ENABLE-1] time goes forward at the rate of the TSC (its agreement
 * with the parent's wall clock is for the test to see, in the line "wall_ns"), and
 * [HC-CLOCK-DISABLE-1]. Does not prove: what happens on a disruption.
 */
#include "tests/conf/lib/conf.h"

#define PAGE	(SCRATCH + 0x20000)
#define OTHER	(SCRATCH + 0x21000)
#define RO	LUCID_RIGHT_READ

static uint64_t read_ns(const volatile struct lucid_clock_page *p, bool wall)
{
	uint32_t seq;
	uint64_t ns;

	do {
		seq = p->seq;
		ns = (wall ? p->wall_ns : p->time_ns) +
		     (uint64_t)((unsigned __int128)(rdtsc() - p->tsc_base) * p->mul >> p->shift);
	} while (seq & 1 || seq != p->seq);
	return ns;
}

static void rate(const volatile struct lucid_clock_page *p)
{
	uint64_t t0 = rdtsc(), ns0 = read_ns(p, false), last = ns0, now, ticks, ns;
	bool forward = true;

	for (unsigned int i = 0; i < 10000; i++) {
		now = read_ns(p, false);
		forward &= now >= last;
		last = now;
	}
	ticks = rdtsc() - t0;
	ns = last - ns0;
	ok(forward, "[HC-CLOCK-ENABLE-1] time never goes back");
	/* Ticks are a little more than what lies between the two readings. */
	ok(ns <= ticks * 1000000 / p->tsc_khz && ns > (ticks - 1000) * 990000 / p->tsc_khz,
	   "[HC-CLOCK-ENABLE-1] %lu ticks are %lu ns", ticks, ns);
}

void guest_main(void)
{
	volatile struct lucid_clock_page *p = (void *)PAGE, *q = (void *)OTHER;

	p->seq = 6;
	same((uint64_t)lucid_hc_clock_enable(PAGE + 8), (uint64_t)LUCID_E_INVAL, "misaligned");
	same((uint64_t)lucid_hc_clock_enable(UNBACKED), (uint64_t)LUCID_E_ADDR, "not RAM");
	same((uint64_t)lucid_hc_clock_enable(directory()), (uint64_t)LUCID_E_STATE, "not its own");
	same((uint64_t)lucid_hc_clock_disable(), LUCID_OK, "disable what is not there");
	same((uint64_t)lucid_hc_clock_enable(PAGE), LUCID_OK, "enable");
	same(p->seq % 2, 0, "the sequence is even");
	same(p->tsc_khz, tsc_khz(), "the frequency is CPUID's");
	same(p->reserved, 0, "reserved is zero");
	print("# wall_ns %lu\n", read_ns(p, true));
	rate(p);
	same((uint64_t)lucid_hc_mem_share(PAGE, 1, RO), (uint64_t)LUCID_E_STATE,
	     "its page cannot be shared");
	same((uint64_t)lucid_hc_clock_enable(PAGE), LUCID_OK, "enable once more");
	same((uint64_t)lucid_hc_clock_enable(OTHER), LUCID_OK, "and elsewhere");
	ok(q->mul == p->mul && read_ns(q, false) > p->time_ns, "the other page has the time");
	same((uint64_t)lucid_hc_mem_share(PAGE, 1, RO), LUCID_OK, "the first page is free again");
	same((uint64_t)lucid_hc_mem_share(OTHER, 1, RO), (uint64_t)LUCID_E_STATE, "the other not");
	same((uint64_t)lucid_hc_clock_disable(), LUCID_OK, "disable");
	same((uint64_t)lucid_hc_mem_share(OTHER, 1, RO), LUCID_OK,
	     "[HC-CLOCK-DISABLE-1] its page can change state again");
	same((uint64_t)lucid_hc_clock_enable(OTHER), LUCID_OK, "a shared page may be the clock's");
	same((uint64_t)lucid_hc_mem_unshare(OTHER, 1), (uint64_t)LUCID_E_STATE,
	     "and stays shared meanwhile");
}
