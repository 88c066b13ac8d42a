/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MSRs of the parent that are not passed through: VMX and SMM are hidden, memory
 * types stay as the EPT has them, and registers that hold physical addresses are
 * refused. Which ones exit is in vmx/parent.c. Called through parent.c.
 */
#include "hv/core/vp.h"
#include "hv/cpu/msr.h"
#include "hv/exit/parent.h"
#include "hv/lib/lib.h"
#include "hv/vmx/vmx.h"

void parent_rdmsr(struct cpu *c)
{
	uint32_t msr = (uint32_t)c->gpr[RCX];

	if (msr != MSR_IA32_FEAT_CTL) {		/* VMX, SMM, or outside of the bitmap */
		vmx_inject_gp();
		return;
	}
	c->gpr[RAX] = 1;			/* locked, VMX off */
	c->gpr[RDX] = 0;
	vmx_skip();
}

static bool is_mtrr(uint32_t msr)
{
	return (msr >= MSR_MTRRphysBase0 && msr <= MSR_MTRRfix4K_F8000) || msr == MSR_MTRRdefType;
}

/* Only the mode may change, not the address, since the APIC's page must stay what it is. */
static bool write_apicbase(uint64_t value)
{
	uint64_t mode = MSR_IA32_APICBASE_ENABLE | MSR_IA32_APICBASE_X2APIC;

	if ((value ^ rdmsr(MSR_IA32_APICBASE)) & ~mode)
		return false;
	return wrmsr_safe(MSR_IA32_APICBASE, value);
}

void parent_wrmsr(struct cpu *c)
{
	uint32_t msr = (uint32_t)c->gpr[RCX];
	uint64_t value = (uint32_t)c->gpr[RAX] | c->gpr[RDX] << 32, old;
	bool ok = false;

	if (msr == MSR_IA32_APICBASE) {
		ok = write_apicbase(value);
	} else if (is_mtrr(msr) && rdmsr_safe(msr, &old)) {
		if (old != value)
			log_printf("parent: write of 0x%lx to MTRR MSR 0x%x refused\n", value, msr);
		ok = true;
	}
	if (ok)
		vmx_skip();
	else
		vmx_inject_gp();
}
