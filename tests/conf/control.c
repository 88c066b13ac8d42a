// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random values for CR0, CR4, CR8, XCR0, DR0 to DR7 and EFER: each works or raises #GP (#UD for
 * what is switched off), and the guest goes on. Leaves out what would end the guest's own mode:
 * paging and PAE off. Does not prove: that a register does what it says.
 */
#include "tests/conf/lib/conf.h"

#define ROUNDS		500
#define CR0_KEEP	(BIT(31) | BIT(0))	/* PG, PE */
#define CR4_KEEP	BIT(5)			/* PAE */

static uint64_t seed = 0x4352;
static unsigned int odd, worked;

static uint64_t any(void)
{
	uint64_t value = rnd(&seed);

	/* Half of them with few bits, which have a better chance. */
	return value & 1 ? value : value & rnd(&seed) & rnd(&seed) & 0xffffffff;
}

static void expect(int vector, const char *what, uint64_t value)
{
	worked += vector == NONE;
	if (vector == NONE || vector == GP || vector == UD)
		return;
	odd++;
	print("# %s %lx: vector %d\n", what, value, vector);
}

static void control(void)
{
	uint64_t cr0 = READ_CR(0), cr4 = READ_CR(4), v = any() | CR0_KEEP;

	expect(TRY_CR(0, v), "CR0", v);
	TRY_CR(0, cr0);
	v = any() | CR4_KEEP;
	expect(TRY_CR(4, v), "CR4", v);
	TRY_CR(4, cr4);
	v = any();
	expect(TRY_CR(8, v), "CR8", v);
	TRY_CR(8, 0);
}

static void extended(void)
{
	uint64_t v = any(), efer = rdmsr(0xc0000080);

	expect(try_xsetbv((uint32_t)any() & 3, v), "XCR0", v);
	expect(try_xsetbv(0, 1), "XCR0", 1);
	v = any() | 0x100;
	expect(try_wrmsr(0xc0000080, v), "EFER", v);
	wrmsr(0xc0000080, efer);
}

static void debug(void)
{
	uint64_t v = any();

	expect(TRY("mov %0, %%dr0", : : "r"(v)), "DR0", v);
	expect(TRY("mov %0, %%dr3", : : "r"(v)), "DR3", v);
	expect(TRY("mov %0, %%dr4", : : "r"(v)), "DR4", v);
	expect(TRY("mov %0, %%dr6", : : "r"(v)), "DR6", v);
	/* Enabled breakpoints would come true somewhere; reserved bits only. */
	v &= ~0xffULL & ~BIT(13);
	expect(TRY("mov %0, %%dr7", : : "r"(v)), "DR7", v);
	TRY("mov %0, %%dr7", : : "r"(0x400ULL));
}

void guest_main(void)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		control();
	same(odd, 0, "control registers work or raise #GP");
	/* OSXSAVE: without it XSETBV is #UD. */
	TRY_CR(4, READ_CR(4) | BIT(18));
	for (unsigned int i = 0; i < ROUNDS; i++)
		extended();
	same(odd, 0, "XCR0 and EFER work or raise #GP");
	for (unsigned int i = 0; i < ROUNDS; i++)
		debug();
	same(odd, 0, "debug registers work or raise #GP");
	print("# %u writes worked\n", worked);
}
