/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables and traps of root mode. Traps there are bugs, but for NMIs, which
 * are kept for the parent, and the #GP that rdmsr_safe() and wrmsr_safe() expect.
 * boot/, cpu/ and vmx/ use it.
 */
#ifndef HV_CPU_TRAP_H
#define HV_CPU_TRAP_H

#include "hv/cpu/percpu.h"

#define HV_CS	0x08
#define HV_SS	0x10
#define HV_TR	0x18

struct idt_gate {
	uint16_t offset_lo, selector;
	uint8_t ist, type;
	uint16_t offset_mid;
	uint32_t offset_hi, reserved;
} __packed;

extern struct idt_gate idt[32];

/* Fill the IDT; boot CPU, once. */
void idt_init(void);
/* Load GDT, TSS, IDT and GS base of @c on this CPU. */
void cpu_load_tables(struct cpu *c);

#endif
