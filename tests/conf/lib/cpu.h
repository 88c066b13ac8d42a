/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that C does not have, for guests. Those whose name begins with try_ return the
 * vector of the exception that they raised, or -1.
 */
#ifndef CONF_CPU_H
#define CONF_CPU_H

#include <stdint.h>

/* Set by TRY and conf_run_as, used by the trap handler. */
extern int conf_vector;
extern uint64_t conf_error, conf_cr2, conf_rip, conf_rflags, conf_resume, conf_resume_rsp;

/* asm operands after the instruction, outputs first; a fault ends it as if it were done. */
#define TRY(insn, ...)							\
({									\
	__asm__ volatile("movl $-1, conf_vector(%%rip)\n\t"		\
			 "movq $1f, conf_resume(%%rip)\n\t"		\
			 insn "\n1:\tmovq $0, conf_resume(%%rip)"	\
			 __VA_ARGS__);					\
	*(volatile int *)&conf_vector;					\
})

static inline int try_rdmsr(uint32_t msr, uint64_t *value)
{
	uint32_t low = 0, high = 0;
	int v = TRY("rdmsr", : "+a"(low), "+d"(high) : "c"(msr) : "memory");

	*value = (uint64_t)high << 32 | low;
	return v;
}

static inline int try_wrmsr(uint32_t msr, uint64_t value)
{
	return TRY("wrmsr", : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
		   : "memory");
}

static inline int try_xsetbv(uint32_t reg, uint64_t value)
{
	return TRY("xsetbv", : : "c"(reg), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
		   : "memory");
}

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value),
			 "d"((uint32_t)(value >> 32)) : "memory");
}

static inline uint32_t in(uint16_t port, unsigned int size)
{
	uint32_t value = 0;

	if (size == 1)
		__asm__ volatile("inb %w1, %b0" : "+a"(value) : "Nd"(port));
	else if (size == 2)
		__asm__ volatile("inw %w1, %w0" : "+a"(value) : "Nd"(port));
	else
		__asm__ volatile("inl %w1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void out(uint16_t port, unsigned int size, uint32_t value)
{
	if (size == 1)
		__asm__ volatile("outb %b0, %w1" : : "a"(value), "Nd"(port));
	else if (size == 2)
		__asm__ volatile("outw %w0, %w1" : : "a"(value), "Nd"(port));
	else
		__asm__ volatile("outl %0, %w1" : : "a"(value), "Nd"(port));
}

static inline void cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4])
{
	__asm__ volatile("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3])
			 : "a"(leaf), "c"(sub));
}

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

#define READ_CR(n) \
	({ uint64_t cr_; __asm__ volatile("mov %%cr" #n ", %0" : "=r"(cr_) : : "memory"); cr_; })
#define TRY_CR(n, value) TRY("mov %0, %%cr" #n, : : "r"((uint64_t)(value)) : "memory")

static inline void sti(void)
{
	__asm__ volatile("sti; nop" : : : "memory");
}

static inline void cli(void)
{
	__asm__ volatile("cli" : : : "memory");
}

/* Interrupts on, and sleep: none comes between the two. Off again afterwards. */
static inline void sti_hlt_cli(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}

#endif
