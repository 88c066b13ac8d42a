/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guests with several VPs: "vps=N" on the command line says how many there are. VP 0 starts the
 * others, which run one function each and then sleep for ever. Only VP 0 may print, report results
 * and use TRY; an exception in another one stops the guest.
 */
#ifndef CONF_SMP_H
#define CONF_SMP_H

#define SMP_MAX		8
#define SMP_STACK	16384
#define SMP_PAGE	0x8000		/* where the others start, in real mode */

#ifndef __ASSEMBLER__
#include "tests/conf/lib/apic.h"

/* CS as VP 1 and so on had it last after its SIPI. */
extern volatile uint16_t conf_ap_cs;

/* Each of them in x2APIC mode, interrupts off: fn(1), fn(2) and so on. */
void smp_start(unsigned int vps, void (*fn)(unsigned int vp));
/* How many have been started, and how many of them have ended their function. */
extern volatile unsigned int smp_started, smp_ended;

/* Wait until *@at is @want, at most so many milliseconds. */
bool smp_wait(volatile unsigned int *at, unsigned int want, unsigned int ms);

/* So many VPs, a multiple of it as rounds go on, have come here; all leave together. */
struct smp_barrier {
	unsigned int count;
};
void smp_barrier(struct smp_barrier *b, unsigned int vps);

static inline void smp_pause(void)
{
	__asm__ volatile("pause" : : : "memory");
}

/* An IPI to the VP with this APIC id: a vector, or one of these (SDM: ICR, delivery mode). */
enum { SMP_NMI = 0x4400, SMP_INIT = 0x4500, SMP_SIPI = 0x4600 | SMP_PAGE >> 12 };

static inline void smp_ipi(unsigned int vp, unsigned int what)
{
	apic_write(APIC_ICR, (uint64_t)vp << 32 | what);
}
#endif

#endif
