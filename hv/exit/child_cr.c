/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control registers of a child. Only writes that change a bit which the guest does not
 * own come here: CR0.NE, NW, CD, and bits of CR4 that it may not set. Source: SDM vol.
 * 3, 'Exit Qualification for Control-Register Accesses'; vol. 2, 'MOV - Move to/from
 * Control Registers', 'XSETBV'.
 */
#include "hv/exit/child.h"
#include "hv/exit/xstate.h"

/*
 * The read shadow takes the value and the instruction is executed again, this time
 * without an exit: so the CPU itself does all that belongs to it (IA-32e mode, PDPTEs,
 * #GP for what is left to check). Bits that the guest does not own stay as they are.
 */
static bool write_cr0_shadow(uint64_t value)
{
	if ((value & (X86_CR0_CD | X86_CR0_NW)) == X86_CR0_NW ||
	    (value & (X86_CR0_PG | X86_CR0_PE)) == X86_CR0_PG)
		return child_gp();
	vmwrite(CR0_READ_SHADOW, value);
	return true;
}

bool child_cr(struct vp *vp)
{
	uint64_t what = vmread(EXIT_QUALIFICATION);
	unsigned int reg = what >> 8 & 15;

	/* MOV to CR0; of CR4 only reserved and hidden bits exit, and CLTS and LMSW never do. */
	if ((what & 0x3f) == 0)
		return write_cr0_shadow(reg == RSP ? vmread(GUEST_RSP) : vp->gpr[reg]);
	return child_gp();
}

bool child_xsetbv(struct vp *vp)
{
	uint64_t value = (uint32_t)vp->gpr[RAX] | vp->gpr[RDX] << 32;

	if ((uint32_t)vp->gpr[RCX] || !xcr0_valid(value, vcpu_xcr0_mask()))
		return child_gp();
	vp->xcr0 = value;
	xsetbv(0, value);
	return child_next();
}
