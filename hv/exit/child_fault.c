/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults of a child: memory that it has no right to, and the exceptions that are
 * intercepted because a guest could otherwise hang the CPU in their delivery (#AC,
 * #DB), or because they are the machine's own (NMI, #MC). Called through child.c.
 * Source: SDM vol. 3, 'Information for VM Exits Due to Vectored Events', 'Exit
 * Qualification for EPT Violations'.
 */
#include "hv/core/arch.h"
#include "hv/exit/child.h"

#define EPT_OPERAND	0x180UL	/* 'guest linear address valid', and its translation is done */

/* The low bits of qualification, LUCID_RIGHT_* and LUCID_ACCESS_* are the same. */
bool child_ept(struct vp *vp)
{
	uint64_t gpa = vmread(GUEST_PHYSICAL_ADDRESS), hpa;
	uint64_t q = vmread(EXIT_QUALIFICATION);
	unsigned int access = q & 7, rights;

	vmx_redeliver();
	/* Meanwhile another CPU may have made it right. */
	if (arch_child_get(vp->part, page_down(gpa), &hpa, &rights) &&
	    (rights & access) == access)
		return true;
	vp->run->gpa = gpa;
	vp->run->access = access;
	vp->run->insn_len = 0;
	vp->run->count = 0;
	/* Not when it was the CPU's own: in page tables, or to deliver an event. */
	if ((q & EPT_OPERAND) == EPT_OPERAND &&
	    !(vmread(IDT_VECTORING_INFO_FIELD) & INTR_INFO_VALID_MASK))
		child_tell_insn(vp);
	vp->pending = VP_PENDING_MMIO;
	vp->pending_size = vp->run->insn_len;
	vp->run->rip = vp->part->flags & LUCID_PARTITION_OPEN ? vmread(GUEST_RIP) : 0;
	return child_leave(vp, LUCID_EXIT_MMIO);
}

/* DR6 says why; intercepted, the CPU has told only us. */
static void debug_exception(struct vp *vp)
{
	uint64_t why = vmread(EXIT_QUALIFICATION) & 0xe00f;

	if (vp->dr_loaded)
		write_dr6((read_dr6() & ~0xfUL) | why);
	else
		vp->dr[4] = (vp->dr[4] & ~0xfUL) | why;
	vmwrite(GUEST_INTERRUPTIBILITY_INFO,
		vmread(GUEST_INTERRUPTIBILITY_INFO) &
		~(uint64_t)(GUEST_INTR_STATE_STI | GUEST_INTR_STATE_MOV_SS));
}

bool child_exception(struct vp *vp)
{
	uint64_t info = vmread(VM_EXIT_INTR_INFO);
	uint32_t vector = info & INTR_INFO_VECTOR_MASK;

	/* NMIs and machine checks are for the parent, which gets the former for both. */
	if (vector == X86_TRAP_NMI || vector == X86_TRAP_MC) {
		vmx_redeliver();
		this_cpu()->nmi = 1;
		return child_leave(vp, LUCID_EXIT_INTR);
	}
	if (vector == X86_TRAP_DB)
		debug_exception(vp);
	vmx_inject((uint32_t)info, (uint32_t)vmread(VM_EXIT_INTR_ERROR_CODE));
	/*
	 * These come before an interrupt or the preemption timer. A guest whose handlers
	 * cause them for ever (a breakpoint on the stack of #DB does so without ever
	 * executing an instruction) must not keep the parent from its own.
	 */
	return child_leave(vp, LUCID_EXIT_INTR);
}
