/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest of the conformance tests can use. A guest is one file with guest_main(); it runs
 * freestanding in VP 0 of a child, with interrupts off, prints KTAP by CONSOLE_WRITE, and ends
 * with a power-off whose code is the number of failures. Where there is no Lucid it does not come
 * to guest_main(): it says so on the serial port.
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec/gen/lucid_hcall.h"
#include "tests/conf/lib/cpu.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT(n)		(1ULL << (n))

/* Memory that no guest's image or stack is in: a test may do with it what it likes. */
#define SCRATCH		0x1400000ULL
#define SCRATCH_PAGES	1024
/* Mapped by the guest's page tables, and nothing there: not RAM with less than 3 GiB. */
#define UNBACKED	0xd0000000ULL

/* Exception vectors. */
enum { NONE = -1, DE = 0, UD = 6, DF = 8, GP = 13, PF = 14 };

/* Selectors of the guest's GDT. */
enum { CODE64 = 0x10, DATA = 0x18, TSS = 0x20, CODE32 = 0x30, USER_DATA = 0x3b, USER64 = 0x43 };

/* The test itself. */
void guest_main(void);

/* print.c; %s %d %u %x %c, with l for 64 bits. */
void print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* One result. Returns whether it passed. */
bool ok(bool passed, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The result says both numbers if they differ. */
bool same(uint64_t got, uint64_t want, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void finish(void) __attribute__((noreturn));
/* Looks for the hypervisor; does not come back if it is not there. */
void begin(void);
/* The number after "name=" on the command line. */
uint64_t argument(const char *name, uint64_t otherwise);

/* trap.c: how often each interrupt came, since the guest set it to 0. */
extern volatile uint64_t irqs[256];
/* How many came although IF was 0; any is a failure of the guest. */
extern volatile uint64_t irqs_masked;
/* Called by each interrupt behind its EOI, if set. */
extern void (*irq_dwell)(void);
void conf_start(unsigned int vp);
void conf_ap_main(unsigned int vp);
/* Where exceptions of each VP push their frames, from its end down. */
#define TRAP_STACK	16384
extern uint8_t trap_stack[][TRAP_STACK];
/* Let CPL 3 use all memory that is mapped. */
void allow_user(void);

/* regs.S; conf_vmcall loads and stores all registers but RSP. */
struct conf_regs {
	uint64_t rax, rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rflags;
};
void conf_vmcall(struct conf_regs *r);
#define CONF_MAGIC	(LUCID_HC_MAGIC << 16)

/* Registers after a call that were to stay; the results RAX, RDX, R8 are left out. */
static inline bool conf_kept(const struct conf_regs *a, const struct conf_regs *b)
{
	return a->rcx == b->rcx && a->rbx == b->rbx && a->rbp == b->rbp && a->rsi == b->rsi &&
	       a->rdi == b->rdi && a->r9 == b->r9 && a->r10 == b->r10 && a->r11 == b->r11 &&
	       a->r12 == b->r12 && a->r13 == b->r13 && a->r14 == b->r14 && a->r15 == b->r15 &&
	       a->rflags == b->rflags;
}

/* Run code under these selectors until it raises an exception; returns its vector. */
int conf_run_as(unsigned long cs, unsigned long ss, const void *code);

/* A hypercall with any number and arguments. */
static inline int64_t call(uint64_t number, const uint64_t arg[6], uint64_t res[2])
{
	return lucid_hcall(number, arg, res);
}

/* xorshift64*: good enough to find what nobody thought of; never 0 as a state. */
static inline uint64_t rnd(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717ULL;
}

/* The first page that the parent lends. */
static inline uint64_t directory(void)
{
	uint32_t r[4];

	cpuid(LUCID_CPUID_DIRECTORY, 0, r);
	return (uint64_t)r[1] << 32 | r[0];
}

static inline uint64_t tsc_khz(void)
{
	uint32_t r[4];

	cpuid(LUCID_CPUID_TIME, 0, r);
	return r[0];
}

#endif
