/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small part of core/arch.h that is about CPUs: see there.
 */
#include "hv/core/arch.h"
#include "hv/cpu/percpu.h"
#include "hv/cpu/regs.h"

/* Root mode runs on identity page tables. */
void *pa_va(uint64_t pa)
{
	return (void *)pa;
}

unsigned int arch_cpu(void)
{
	return this_cpu()->id;
}

unsigned int arch_cpus(void)
{
	return cpu_count;
}

uint64_t arch_tsc(void)
{
	return rdtsc();
}
