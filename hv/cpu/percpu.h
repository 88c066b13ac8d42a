/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each physical CPU has for itself. GS points to it in root mode. vmx/, cpu/,
 * boot/ and exit/ use it; core/ sees only arch_cpu().
 */
#ifndef HV_CPU_PERCPU_H
#define HV_CPU_PERCPU_H

#include "hv/core/tlb.h"
#include "hv/lib/types.h"

struct vp;

struct cpu {
	uint64_t gpr[16];	/* the parent's registers; first: vmx/entry.S knows it */
	struct cpu *self;
	uint32_t id;
	uint32_t apic_id;
	uint32_t nmi;		/* an NMI came in root mode: for the parent */
	bool launched;		/* the parent's VMCS */
	bool started;		/* the parent runs on it */
	struct vp *vp;		/* the child's VP whose VMCS is loaded, or NULL */
	uint64_t vmxon_pa, vmcs_pa, xsave_pa, stack_top;
	uint64_t xcr0;		/* the parent's */
	uint64_t tsc_aux;
	uint64_t gdt[7];
	struct {
		uint32_t reserved0;
		uint64_t rsp[3];
		uint64_t reserved1;
		uint64_t ist[7];
		uint64_t reserved2;
		uint16_t reserved3, iomap;
	} __packed tss;
};

extern struct cpu *cpus[MAX_CPUS];
extern unsigned int cpu_count;

static inline struct cpu *this_cpu(void)
{
	struct cpu *c;

	__asm__ volatile("mov %%gs:%c1, %0" : "=r"(c) : "i"(offsetof(struct cpu, self)));
	return c;
}

/* What boot found out: TSC in kHz, MAXPHYADDR, what XCR0 may hold on this machine. */
extern uint32_t tsc_khz;
extern uint8_t phys_bits;
extern uint64_t xcr0_mask;

#endif
