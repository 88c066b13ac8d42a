// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting the other VPs of a guest, and waiting for them.
 */
#include "tests/conf/lib/smp.h"

#define START_MS	2000

extern const uint8_t conf_ap[], conf_ap_end[];
volatile uint16_t conf_ap_cs;
volatile unsigned int smp_started, smp_ended;
static void (*work)(unsigned int vp);

/* Called by conf_start on every VP but the first. */
void conf_ap_main(unsigned int vp)
{
	apic_on();
	__atomic_fetch_add(&smp_started, 1, __ATOMIC_SEQ_CST);
	work(vp);
	__atomic_fetch_add(&smp_ended, 1, __ATOMIC_SEQ_CST);
	for (;;)
		__asm__ volatile("cli; hlt");
}

bool smp_wait(volatile unsigned int *at, unsigned int want, unsigned int ms)
{
	uint64_t end = rdtsc() + ms * tsc_khz();

	while (*at != want && rdtsc() < end)
		smp_pause();
	return *at == want;
}

void smp_start(unsigned int vps, void (*fn)(unsigned int vp))
{
	uint8_t *page = (uint8_t *)SMP_PAGE;

	apic_on();
	work = fn;
	smp_started = smp_ended = 0;
	for (const uint8_t *from = conf_ap; from < conf_ap_end; from++)
		*page++ = *from;
	for (unsigned int vp = 1; vp < vps; vp++) {
		smp_ipi(vp, SMP_INIT);
		smp_ipi(vp, SMP_SIPI);
	}
	if (!smp_wait(&smp_started, vps - 1, START_MS)) {
		ok(false, "%u of %u other VPs have started", smp_started, vps - 1);
		finish();
	}
}

void smp_barrier(struct smp_barrier *b, unsigned int vps)
{
	unsigned int now = __atomic_add_fetch(&b->count, 1, __ATOMIC_SEQ_CST);
	unsigned int until = (now + vps - 1) / vps * vps;

	while (__atomic_load_n(&b->count, __ATOMIC_SEQ_CST) < until)
		smp_pause();
}
