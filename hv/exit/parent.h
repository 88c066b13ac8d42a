/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent on one CPU. boot/ calls parent_loop(); the other functions are families of
 * exits, called with the parent's VMCS loaded.
 */
#ifndef HV_EXIT_PARENT_H
#define HV_EXIT_PARENT_H

#include "hv/cpu/percpu.h"

/* Run the parent for ever; parent_init() has made its VMCS. */
void __noreturn parent_loop(struct cpu *c);

void parent_cpuid(struct cpu *c);
void parent_rdmsr(struct cpu *c);
void parent_wrmsr(struct cpu *c);
void parent_cr(struct cpu *c);
void parent_ept_violation(struct cpu *c);
void parent_init_signal(struct cpu *c);
void parent_sipi(struct cpu *c);

#endif
