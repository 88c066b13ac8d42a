/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control registers of a child. Only writes that change a bit which the guest does not
 * own come here: CR0.NE, NW, CD, and bits of CR4 that it may not set. Source: SDM vol.
 * 3, 'Exit Qualification for Control-Register Accesses'; vol. 2, 'MOV - Move to/from
 * Control Registers', 'XSETBV'.
 */
#include "hv/exit/child.h"
#include "hv/exit/cr.h"
#include "hv/exit/xstate.h"

bool child_cr(struct vp *vp)
{
	/* Firmware sets MCE without a look at CPUID; there is no machine check. */
	return cr_access(vp->gpr, X86_CR4_MCE) || child_gp(vp);
}

bool child_xsetbv(struct vp *vp)
{
	uint64_t value = (uint32_t)vp->gpr[RAX] | vp->gpr[RDX] << 32;

	if ((uint32_t)vp->gpr[RCX] || !xcr0_valid(value, vcpu_xcr0_mask()))
		return child_gp(vp);
	vp->xcr0 = value;
	xsetbv(0, value);
	return child_next();
}
