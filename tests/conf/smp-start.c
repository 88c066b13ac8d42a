// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting VPs by INIT and SIPI [APIC-4]: where they start, the ids that they see [CPUID-2]
 * [ABI-12], their APIC at reset [APIC-1], a SIPI too many, and INIT to a VP that runs, with "vps=N"
 * of them. Does not prove: the rest of the state after INIT.
 */
#include "tests/conf/lib/smp.h"

#define A_WHILE_MS	5
#define START_MS	2000

static struct {
	uint32_t leaf_1, leaf_b, lucid;
	uint64_t base, id;
} seen[SMP_MAX];
static volatile unsigned int turns, spin;

static void look(unsigned int vp)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	seen[vp].leaf_1 = r[1] >> 24;
	cpuid(0xb, 0, r);
	seen[vp].leaf_b = r[3];
	cpuid(LUCID_CPUID_VERSION, 0, r);
	seen[vp].lucid = r[2];
	seen[vp].base = rdmsr(MSR_APIC_BASE);
	seen[vp].id = apic_read(APIC_ID);
	while (spin)
		turns++;
}

static void ids(unsigned int vps)
{
	smp_start(vps, look);
	ok(smp_wait(&smp_ended, vps - 1, START_MS), "[APIC-4] all of %u VPs have started", vps);
	same(conf_ap_cs, SMP_PAGE >> 4, "[APIC-4] at the page of the SIPI, in real mode");
	for (unsigned int vp = 1; vp < vps; vp++) {
		same(seen[vp].leaf_1, vp, "[CPUID-2] VP %u: APIC id of leaf 1", vp);
		same(seen[vp].leaf_b, vp, "[CPUID-2] VP %u: APIC id of leaf 0xB", vp);
		same(seen[vp].lucid, vp, "[ABI-12] VP %u: its index", vp);
		same(seen[vp].id, vp, "VP %u: the APIC's own id", vp);
		same(seen[vp].base, XAPIC_BASE | 0xc00, "[APIC-1] VP %u is no boot processor", vp);
	}
}

static void wait_ms(uint64_t ms)
{
	for (uint64_t end = rdtsc() + ms * tsc_khz(); rdtsc() < end;)
		smp_pause();
}

/* Whether VP 1 is running its loop. */
static bool turning(void)
{
	unsigned int before = turns;

	wait_ms(A_WHILE_MS);
	wait_ms(A_WHILE_MS);
	return turns != before;
}

static void again(void)
{
	spin = 1;
	smp_start(2, look);
	ok(turning(), "VP 1 runs once more, after INIT while it slept");
	smp_ipi(1, SMP_SIPI);
	smp_ipi(1, SMP_NMI);
	ok(turning(), "SIPI and NMI to a VP that runs do no harm");
	same(smp_started, 1, "[APIC-4] and a SIPI without INIT does not start it again");
	smp_ipi(1, SMP_INIT);
	wait_ms(A_WHILE_MS);
	ok(!turning(), "[APIC-4] INIT stops a VP that runs");
	smp_ipi(1, SMP_INIT);
	spin = 0;
	smp_ipi(1, SMP_SIPI);
	ok(smp_wait(&smp_started, 2, START_MS), "[APIC-4] SIPI after it starts it");
	ok(smp_wait(&smp_ended, 1, START_MS), "and it comes to its end");
	smp_ipi(SMP_MAX + 200, SMP_INIT);
	smp_ipi(SMP_MAX + 200, SMP_SIPI);
	ok(true, "INIT and SIPI for a VP that is not there do no harm");
}

void guest_main(void)
{
	unsigned int vps = (unsigned int)argument("vps", 2);

	ids(vps);
	again();
}
