/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control-register accesses: see cr.h. Source: SDM vol. 3, 'Exit Qualification for
 * Control-Register Accesses', 'Changes to Instruction Behavior in VMX Non-Root Operation'.
 */
#include "hv/exit/cr.h"

#include "hv/core/vp.h"
#include "hv/cpu/regs.h"
#include "hv/vmx/vmx.h"

bool cr_access(const uint64_t gpr[16], uint64_t cr4_kept)
{
	uint64_t what = vmread(EXIT_QUALIFICATION), value;
	unsigned int reg = what >> 8 & 15;

	value = reg == RSP ? vmread(GUEST_RSP) : gpr[reg];
	if ((what & 0x3f) == 4 && !(value & vmread(CR4_GUEST_HOST_MASK) & ~cr4_kept)) {
		vmwrite(CR4_READ_SHADOW, value & cr4_kept);
		return true;
	}
	if (what & 0x3f)	/* not MOV to CR0; CLTS and LMSW never exit */
		return false;
	if ((value & (X86_CR0_CD | X86_CR0_NW)) == X86_CR0_NW ||
	    (value & (X86_CR0_PG | X86_CR0_PE)) == X86_CR0_PG)
		return false;
	vmwrite(CR0_READ_SHADOW, value);
	return true;
}
