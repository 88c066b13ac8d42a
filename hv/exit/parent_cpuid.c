/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID of the parent: the machine's own, less VMX and SMX, with the Lucid leaves and
 * with the frequencies that were measured. Called through parent.c.
 */
#include "hv/core/vp.h"
#include "hv/cpu/regs.h"
#include "hv/exit/cpuid.h"
#include "hv/exit/parent.h"
#include "hv/vmx/vmx.h"

#define LEAF1_ECX_VMX		BIT(5)
#define LEAF1_ECX_SMX		BIT(6)
#define LEAF1_ECX_OSXSAVE	BIT(27)
#define LEAF1_ECX_HYPERVISOR	BIT(31)
#define LEAF7_ECX_OSPKE		BIT(4)
#define LEAF7_ECX_WAITPKG	BIT(5)

static uint32_t set_bit(uint32_t word, uint64_t bit, bool on)
{
	return on ? word | (uint32_t)bit : word & ~(uint32_t)bit;
}

/* Leaves that follow the guest's CR4 and XCR0, or that would show VMX. */
static void adjust(uint32_t leaf, uint32_t sub, uint32_t r[4])
{
	uint64_t cr4 = vmread(GUEST_CR4);

	switch (leaf) {
	case 1:
		r[2] &= ~(uint32_t)(LEAF1_ECX_VMX | LEAF1_ECX_SMX);
		r[2] |= (uint32_t)LEAF1_ECX_HYPERVISOR;
		r[2] = set_bit(r[2], LEAF1_ECX_OSXSAVE, cr4 & X86_CR4_OSXSAVE);
		break;
	case 7:
		if (sub)
			break;
		r[2] = set_bit(r[2], LEAF7_ECX_OSPKE, cr4 & X86_CR4_PKE);
		if (!(vmread(SECONDARY_VM_EXEC_CONTROL) & SECONDARY_EXEC_ENABLE_USR_WAIT_PAUSE))
			r[2] &= ~(uint32_t)LEAF7_ECX_WAITPKG;
		break;
	case 0xd:
		cpuid_xsave(sub, xgetbv(0), r);
		break;
	case 0x15:
	case 0x16:
		cpuid_frequency(leaf, r);
		break;
	}
}

void parent_cpuid(struct cpu *c)
{
	uint32_t leaf = (uint32_t)c->gpr[RAX], sub = (uint32_t)c->gpr[RCX];
	uint32_t r[4];

	if (!cpuid_lucid(NULL, leaf, r)) {
		cpuid(leaf, sub, r);
		adjust(leaf, sub, r);
	}
	c->gpr[RAX] = r[0];
	c->gpr[RBX] = r[1];
	c->gpr[RCX] = r[2];
	c->gpr[RDX] = r[3];
	vmx_skip();
}
