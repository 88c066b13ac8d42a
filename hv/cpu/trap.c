/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables and traps of root mode: see trap.h. Source: SDM vol. 3,
 * 'Interrupt and Exception Handling', 'Task Management in 64-bit Mode'.
 */
#include "hv/cpu/msr.h"
#include "hv/cpu/regs.h"
#include "hv/cpu/trap.h"
#include "hv/lib/lib.h"

struct trap_frame {
	uint64_t r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax;
	uint64_t vector, error, rip, cs, rflags, rsp, ss;
};

struct idt_gate idt[32];

extern const uint64_t trap_stubs[32];
extern const char safe_fault[];

void trap_handle(struct trap_frame *f);

void trap_handle(struct trap_frame *f)
{
	if (f->vector == X86_TRAP_NMI) {
		this_cpu()->nmi = 1;
		return;
	}
	if (f->vector == X86_TRAP_GP && f->rip >= (uint64_t)rdmsr_safe &&
	    f->rip < (uint64_t)safe_fault) {
		f->rip = (uint64_t)safe_fault;
		return;
	}
	panic("trap %lu at 0x%lx, error 0x%lx, CR2 0x%lx, RSP 0x%lx\n", f->vector, f->rip,
	      f->error, read_cr2(), f->rsp);
}

void idt_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(idt); i++) {
		uint64_t to = trap_stubs[i];

		idt[i] = (struct idt_gate){
			.offset_lo = (uint16_t)to,
			.selector = HV_CS,
			.ist = i == X86_TRAP_NMI ? 1 : i == X86_TRAP_DF ? 2 : 0,
			.type = 0x8e,
			.offset_mid = (uint16_t)(to >> 16),
			.offset_hi = (uint32_t)(to >> 32),
		};
	}
}

void cpu_load_tables(struct cpu *c)
{
	struct { uint16_t limit; uint64_t base; } __packed gdtr, idtr;
	uint64_t tss = (uint64_t)&c->tss;

	c->self = c;
	c->tss.ist[0] = c->stack_top - 2 * PAGE_SIZE;	/* the stack has four pages */
	c->tss.ist[1] = c->stack_top - 3 * PAGE_SIZE;
	c->tss.iomap = sizeof(c->tss);
	c->gdt[HV_CS / 8] = 0x00af9b000000ffff;
	c->gdt[HV_SS / 8] = 0x00cf93000000ffff;
	c->gdt[HV_TR / 8] = (sizeof(c->tss) - 1) | (tss & 0xffffff) << 16 | 0x89UL << 40 |
			    (tss >> 24 & 0xff) << 56;
	c->gdt[HV_TR / 8 + 1] = tss >> 32;
	gdtr.limit = sizeof(c->gdt) - 1;
	gdtr.base = (uint64_t)c->gdt;
	idtr.limit = sizeof(idt) - 1;
	idtr.base = (uint64_t)idt;
	__asm__ volatile("lgdt %0\n\t"
			 "lidt %1\n\t"
			 "push %2\n\t"
			 "lea 1f(%%rip), %%rax\n\t"
			 "push %%rax\n\t"
			 "lretq\n"
			 "1:\tmov %3, %%ss\n\t"
			 "mov %4, %%ds\n\t"
			 "mov %4, %%es\n\t"
			 "mov %4, %%fs\n\t"
			 "mov %4, %%gs\n\t"
			 "ltr %w5"
			 : : "m"(gdtr), "m"(idtr), "i"(HV_CS), "r"(HV_SS), "r"(0), "r"(HV_TR)
			 : "rax", "memory");
	wrmsr(MSR_GS_BASE, (uint64_t)c);
}
