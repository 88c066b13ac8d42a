// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions and values that a child is refused: each raises the exception that a CPU without
 * them would raise, as a fault is raised: RIP is the instruction's, and RFLAGS is pushed with RF
 * set. Does not prove: instructions that only work in other modes.
 */
#include "tests/conf/lib/conf.h"

enum { EAX, EBX, ECX, EDX };

#define RF	BIT(16)

static void fault(int got, int want, uint64_t rip, const char *name)
{
	same((uint64_t)got, (uint64_t)want, "[INSN-1] %s", name);
	ok(conf_rip == rip && conf_rflags & RF, "[INSN-1] %s: at it, RF set", name);
}

#define REFUSED(vector, name, insn)							\
({											\
	uint64_t rip;									\
	int got = TRY("lea 2f(%%rip), %0\n2:" insn,					\
		      : "=&r"(rip) : "a"(SCRATCH), "c"(0), "d"(0) : "memory");		\
											\
	fault(got, vector, rip, name);							\
})

static void instructions(void)
{
	REFUSED(UD, "VMXOFF", ".byte 0x0f, 0x01, 0xc4");
	REFUSED(UD, "VMLAUNCH", ".byte 0x0f, 0x01, 0xc2");
	REFUSED(UD, "VMRESUME", ".byte 0x0f, 0x01, 0xc3");
	REFUSED(UD, "VMREAD", ".byte 0x0f, 0x78, 0xc0");
	REFUSED(UD, "VMWRITE", ".byte 0x0f, 0x79, 0xc0");
	REFUSED(UD, "VMPTRLD", ".byte 0x0f, 0xc7, 0x30");
	REFUSED(UD, "VMXON", ".byte 0xf3, 0x0f, 0xc7, 0x30");
	REFUSED(UD, "INVEPT", ".byte 0x66, 0x0f, 0x38, 0x80, 0x08");
	REFUSED(UD, "INVVPID", ".byte 0x66, 0x0f, 0x38, 0x81, 0x08");
	REFUSED(UD, "VMFUNC", ".byte 0x0f, 0x01, 0xd4");
	REFUSED(UD, "GETSEC", ".byte 0x0f, 0x37");
	REFUSED(UD, "MONITOR", ".byte 0x0f, 0x01, 0xc8");
	REFUSED(UD, "MWAIT", ".byte 0x0f, 0x01, 0xc9");
	REFUSED(GP, "RDPMC", ".byte 0x0f, 0x33");
}

static void values(void)
{
	static const unsigned int hidden[] = { 13, 14, 15, 22, 23, 24, 31 };
	uint64_t cr4 = READ_CR(4);
	uint32_t r[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(hidden); i++)
		same((uint64_t)TRY_CR(4, cr4 | BIT(hidden[i])), GP, "[INSN-3] CR4 bit %u",
		     hidden[i]);
	same(READ_CR(4), cr4, "[INSN-3] CR4 is what it was");
	TRY_CR(4, cr4 | BIT(18));
	cpuid(0xd, 0, r);
	same((uint64_t)try_xsetbv(0, 0), GP, "[INSN-2] XCR0 without x87");
	same((uint64_t)try_xsetbv(0, 5), GP, "[INSN-2] XCR0 with AVX and no SSE");
	same((uint64_t)try_xsetbv(0, (r[EAX] | 1) + (BIT(62))), GP, "[INSN-2] XCR0 bit 62");
	same((uint64_t)try_xsetbv(1, 1), GP, "[INSN-2] XCR1");
}

void guest_main(void)
{
	instructions();
	values();
}
