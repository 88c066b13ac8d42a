/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMX operation of one CPU: switching it on, controls, entering a guest, and what
 * exits of parent and children share. boot/, vmx/ and exit/ call it.
 */
#ifndef HV_VMX_VMX_H
#define HV_VMX_VMX_H

#include "hv/cpu/msr.h"
#include "hv/cpu/percpu.h"
#include "hv/cpu/regs.h"
#include "hv/lib/types.h"
#include "hv/vmx/insn.h"
#include "hv/vmx/vmcs.h"

/* Read the capability MSRs; panics with the SDM's name of the first feature that lacks. */
void vmx_check(void);
/* VMXON on this CPU, and its (cleared) VMCS loaded. */
void vmx_on(struct cpu *c);

/*
 * Value for a control field: @want plus what must be 1, per capability MSR @msr.
 * Panics when a wanted bit cannot be 1.
 */
uint32_t vmx_ctl(uint32_t msr, uint32_t want);
/* As vmx_ctl(), but wanted bits of @optional that cannot be 1 are left out. */
uint32_t vmx_ctl_opt(uint32_t msr, uint32_t want, uint32_t optional);

/*
 * Enter the guest whose VMCS is loaded, with the general registers of @gpr (enum
 * RAX..R15; RSP is in the VMCS), and store them there after the exit. Returns 0 after
 * a VM exit, 1 when the entry failed with a VM-instruction error.
 */
int vmx_enter(uint64_t *gpr, bool launched);

/* Write all host-state fields of the current VMCS, for this CPU (but HOST_RSP). */
void vmx_host_state(struct cpu *c);

/* Advance RIP past an instruction; clears STI and MOV-SS blocking, honours TF. */
static inline void vmx_advance(uint64_t len)
{
	uint64_t blocking = vmread(GUEST_INTERRUPTIBILITY_INFO);

	vmwrite(GUEST_RIP, vmread(GUEST_RIP) + len);
	if (unlikely(blocking & (GUEST_INTR_STATE_STI | GUEST_INTR_STATE_MOV_SS)))
		vmwrite(GUEST_INTERRUPTIBILITY_INFO,
			blocking & ~(uint64_t)(GUEST_INTR_STATE_STI | GUEST_INTR_STATE_MOV_SS));
	if (unlikely(vmread(GUEST_RFLAGS) & X86_EFLAGS_TF))	/* BS: single step */
		vmwrite(GUEST_PENDING_DBG_EXCEPTIONS, BIT(14));
}

/* The same past the instruction that exited, of those whose length the CPU tells. */
static inline void vmx_skip(void)
{
	vmx_advance(vmread(VM_EXIT_INSTRUCTION_LEN));
}

/*
 * Deliver an event at the next entry; @info as VM_ENTRY_INTR_INFO_FIELD, of which only
 * vector, type and error-code bit count. Software events take the exit's instruction length.
 */
void vmx_inject(uint32_t info, uint32_t error);
/* Deliver again the event whose delivery this exit cut short, if there is one. */
void vmx_redeliver(void);
/* Hardware exceptions without and with an error code. */
void vmx_inject_ud(void);
void vmx_inject_gp(void);

/* CPL 0 and 64-bit mode: where hypercalls are allowed. */
static inline bool vmx_guest_is_kernel64(void)
{
	/* L is bit 13 of the access rights, DPL of SS is the CPL (SDM: 'Guest Register State'). */
	return (vmread(GUEST_CS_AR_BYTES) & BIT(13)) && (vmread(GUEST_IA32_EFER) & EFER_LMA) &&
	       !(vmread(GUEST_SS_AR_BYTES) >> 5 & 3);
}

/* Ratio of TSC to preemption timer ticks, as a shift (SDM: 'VMX-Preemption Timer'). */
extern unsigned int preemption_shift;

/* Parent: prepare its VMCS for 64-bit entry at @rip with RSI = @rsi. */
void parent_init(struct cpu *c, uint64_t rip, uint64_t rsi, uint64_t cr3);

#endif
