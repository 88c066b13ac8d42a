/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child's VP on VT-x: what vcpu*.c share and what exit/child*.c need of them. All
 * of it works on the VMCS that is loaded, which is the VP's.
 */
#ifndef HV_VMX_VCPU_H
#define HV_VMX_VCPU_H

#include "hv/core/vp.h"
#include "hv/cpu/regs.h"
#include "hv/vmx/vmx.h"

/*
 * CR0 bits that the guest does not own: VMX wants NE, and caching is the parent's
 * business. The guest sees them as it wrote them, through the read shadow.
 */
#define VCPU_CR0_MASK	(X86_CR0_NE | X86_CR0_NW | X86_CR0_CD)

#define X86_CR4_MCE	BIT(6)

/* XCR0 bits that a child may set, if the machine has them: x87, SSE, AVX, AVX-512. */
#define VCPU_XCR0	0xe7UL

/* CR4 bits that the guest may set: what CPUID shows it, and this CPU has. */
extern uint64_t vcpu_cr4_allowed;

/*
 * How an entry into a child ended; vmx/regs.inc has two of them. RESUME is for fast.S
 * alone; with HANDLED the VP can go on, but for what prepare() sees to.
 */
enum vcpu_exit {
	VCPU_RESUME = 0,
	VCPU_FAILED = 1,	/* VM-instruction error */
	VCPU_HANDLED = 2,
	VCPU_LEAVE = 3,		/* handled: back to the parent */
	VCPU_EXIT = 4,		/* a VM exit to be handled */
};

/* fast.S, where a child's exits arrive, calls this for VMCALL. */
extern char vmx_exit_child[];
enum vcpu_exit vcpu_vmcall(struct vp *vp);

/* Once, on the boot CPU, after vmx_check(): controls and MSR bitmaps. */
void vcpu_boot(void);

/* XCR0 bits of children on this machine. */
static inline uint64_t vcpu_xcr0_mask(void)
{
	return xcr0_mask & VCPU_XCR0;
}

/* Registers after RESET or INIT; SIPI then starts at @vector. */
void vcpu_reset(struct vp *vp);
void vcpu_sipi(struct vp *vp, unsigned int vector);
/* Write checked registers into VMCS and VP. */
void vcpu_put(struct vp *vp, const struct lucid_vp_state *s);
/* Controls that follow from vp->apic_base. */
void vcpu_apic_mode(struct vp *vp);

/* Load a VP's VMCS on this CPU for a while, from the parent's exit; and go back. */
void vcpu_load(struct vp *vp);
void vcpu_unload(struct vp *vp);

/* Exchange the state that the VMCS does not hold. */
void vcpu_switch_in(struct vp *vp, const struct cpu *c);
void vcpu_switch_out(struct vp *vp, const struct cpu *c);
/* Load DR0 to DR3 and DR6. */
void vcpu_write_debug(const uint64_t dr[5]);
/* The child uses debug registers from now on: give it its own. */
void vcpu_load_debug(struct vp *vp);

#endif
