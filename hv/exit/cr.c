/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control-register accesses: see cr.h. Only writes that change a masked bit come here:
 * CR0.NE, CD and NW, CR4.VMXE. Source: SDM vol. 3, 'Exit Qualification for
 * Control-Register Accesses', 'Initializing IA-32e Mode', vol. 2, 'MOV - Move to/from
 * Control Registers'.
 */
#include "hv/core/vp.h"
#include "hv/cpu/msr.h"
#include "hv/cpu/regs.h"
#include "hv/exit/cr.h"
#include "hv/vmx/vmx.h"

#define CR0_KNOWN (X86_CR0_PE | X86_CR0_MP | X86_CR0_EM | X86_CR0_TS | X86_CR0_ET | X86_CR0_NE | \
		   X86_CR0_WP | X86_CR0_AM | X86_CR0_NW | X86_CR0_CD | X86_CR0_PG)

enum { MOV_TO_CR, MOV_FROM_CR, CLTS, LMSW };

/* Paging goes on or off while EFER.LME is set: IA-32e mode follows. */
static bool switch_long_mode(bool on)
{
	uint64_t efer = vmread(GUEST_IA32_EFER), entry = vmread(VM_ENTRY_CONTROLS);

	if (on && !(vmread(GUEST_CR4) & X86_CR4_PAE))
		return false;
	if (on && (vmread(GUEST_CS_AR_BYTES) & BIT(13)))
		return false;
	if (on) {
		efer |= EFER_LMA;
		entry |= VM_ENTRY_IA32E_MODE;
	} else {
		efer &= ~EFER_LMA;
		entry &= ~(uint64_t)VM_ENTRY_IA32E_MODE;
	}
	vmwrite(GUEST_IA32_EFER, efer);
	vmwrite(VM_ENTRY_CONTROLS, entry);
	return true;
}

static bool set_cr0(uint64_t value)
{
	uint64_t old = vmread(GUEST_CR0), mask = vmread(CR0_GUEST_HOST_MASK);
	bool pg = value & X86_CR0_PG;

	if (value >> 32)
		return false;
	value = (value & CR0_KNOWN) | X86_CR0_ET;
	if ((pg && !(value & X86_CR0_PE)) || ((value & X86_CR0_NW) && !(value & X86_CR0_CD)))
		return false;
	if (pg != !!(old & X86_CR0_PG) && (vmread(GUEST_IA32_EFER) & EFER_LME) &&
	    !switch_long_mode(pg))
		return false;
	vmwrite(CR0_READ_SHADOW, value);
	vmwrite(GUEST_CR0, (value & ~mask) | (old & mask));
	return true;
}

static uint64_t read_gpr(const uint64_t gpr[16], unsigned int n)
{
	return n == RSP ? vmread(GUEST_RSP) : gpr[n];
}

static uint64_t cr0_as_read(void)
{
	uint64_t mask = vmread(CR0_GUEST_HOST_MASK);

	return (vmread(GUEST_CR0) & ~mask) | (vmread(CR0_READ_SHADOW) & mask);
}

bool cr_access(uint64_t gpr[16])
{
	uint64_t q = vmread(EXIT_QUALIFICATION), cr0 = cr0_as_read();

	switch (q >> 4 & 3) {
	case MOV_TO_CR:
		/* CR4 is masked for VMXE alone, which nobody may set. */
		return (q & 15) == 0 && set_cr0(read_gpr(gpr, q >> 8 & 15));
	case CLTS:
		return set_cr0(cr0 & ~X86_CR0_TS);
	case LMSW:	/* low four bits; PE can be set but not cleared */
		return set_cr0((cr0 & ~0xeUL) | (q >> 16 & 0xf));
	}
	return false;
}
