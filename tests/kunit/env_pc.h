/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PC for kernels that run on none: CPUID, the TSC, CPU vectors, all answered by tests/kunit. For
 * env.h and the fakes.
 */
#ifndef LUCID_KUNIT_ENV_PC_H
#define LUCID_KUNIT_ENV_PC_H

#include <linux/cpumask.h>
#include <linux/irq.h>
#include <linux/percpu.h>
#include <asm/irqdomain.h>
#include <asm/msr.h>

#undef boot_cpu_has
#define boot_cpu_has(feature)	fake_cpu_has()
bool fake_cpu_has(void);

#define cpuid			fake_cpuid
void fake_cpuid(u32 leaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);

#define rdtsc_ordered		fake_tsc
u64 fake_tsc(void);

#undef num_online_cpus
#define num_online_cpus		fake_cpus
unsigned int fake_cpus(void);

/* User space of this kernel reads no TSC. */
#define VDSO_CLOCKMODE_TSC	VDSO_CLOCKMODE_NONE

struct irq_alloc_info {
	irq_hw_number_t hwirq;
};

struct irq_cfg {
	unsigned int dest_apicid;
	unsigned int vector;
};

#define x86_vector_domain	fake_vector_domain
extern struct irq_domain *fake_vector_domain;
#define irqd_cfg		fake_irqd_cfg
struct irq_cfg *fake_irqd_cfg(struct irq_data *data);
#define x86_cpu_to_apicid	fake_cpu_to_apicid
DECLARE_PER_CPU(u16, fake_cpu_to_apicid);

#endif
