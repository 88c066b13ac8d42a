/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exits of children as a table, and what its handlers share: see child.h. Source:
 * SDM vol. 3, 'VMX Basic Exit Reasons'.
 */
#include "hv/exit/child.h"

bool child_leave(struct vp *vp, enum lucid_exit exit)
{
	vp->run->exit = exit;
	/* Not stolen: the time that the parent takes to answer, and sleep up to the deadline. */
	if (exit == LUCID_EXIT_INTR)
		vp->runnable_since = rdtsc();
	else
		vp->runnable_since = exit == LUCID_EXIT_HALT ? vp->timer_deadline : 0;
	return false;
}

/* RIP of an open partition; a private one keeps it to itself. */
static uint64_t told_rip(const struct vp *vp)
{
	return vp->part->flags & LUCID_PARTITION_OPEN ? vmread(GUEST_RIP) : 0;
}

bool child_fail(struct vp *vp, uint64_t code)
{
	vp->run->code = (uint32_t)code;
	vp->run->data = vmread(EXIT_QUALIFICATION);
	vp->run->rip = told_rip(vp);
	vp->stopped = true;
	return child_leave(vp, LUCID_EXIT_FAIL);
}

bool child_gp(struct vp *vp)
{
	(void)vp;
	vmx_inject_gp();
	return true;
}

bool child_ud(struct vp *vp)
{
	(void)vp;
	vmx_inject_ud();
	return true;
}

bool child_next(void)
{
	vmx_skip();
	return true;
}

/* What apic_hold() asked for: it looks again before the next entry. */
static bool child_again(struct vp *vp)
{
	(void)vp;
	return true;
}

/* A deadline is seen to before the next entry; it may also be the parent's turn. */
static bool child_timer(struct vp *vp)
{
	uint64_t now = rdtsc();

	if (now >= vp->run_until)
		return child_leave(vp, LUCID_EXIT_INTR);
	vmwrite(VMX_PREEMPTION_TIMER_VALUE, ((vp->run_until - now) >> preemption_shift) + 1);
	return true;
}

static bool child_shutdown(struct vp *vp)
{
	vp->run->rip = told_rip(vp);
	vp->stopped = true;
	return child_leave(vp, LUCID_EXIT_SHUTDOWN);
}

bool child_interrupt(struct vp *vp)
{
	return child_leave(vp, LUCID_EXIT_INTR);
}

/* child_run.c decides whether it sleeps. */
bool child_halt(struct vp *vp)
{
	vp->halted = true;
	return child_next();
}

/* INVD would lose what others have in the caches. */
static bool child_invd(struct vp *vp)
{
	(void)vp;
	wbinvd();
	return child_next();
}

static bool child_debug_registers(struct vp *vp)
{
	vcpu_load_debug(vp);
	return true;
}

child_handler *const child_exit[EXIT_REASONS] = {
	[EXIT_REASON_EXCEPTION_NMI] = child_exception,
	[EXIT_REASON_EXTERNAL_INTERRUPT] = child_interrupt,
	[EXIT_REASON_TRIPLE_FAULT] = child_shutdown,
	[EXIT_REASON_INIT_SIGNAL] = child_interrupt,
	[EXIT_REASON_INTERRUPT_WINDOW] = child_again,
	[EXIT_REASON_CPUID] = child_cpuid,
	[EXIT_REASON_GETSEC] = child_ud,
	[EXIT_REASON_HLT] = child_halt,
	[EXIT_REASON_INVD] = child_invd,
	[EXIT_REASON_RDPMC] = child_gp,
	/* All of VMX; hypercalls are vcpu_vmcall()'s. */
	[EXIT_REASON_VMCALL ... EXIT_REASON_VMON] = child_ud,
	[EXIT_REASON_CR_ACCESS] = child_cr,
	[EXIT_REASON_DR_ACCESS] = child_debug_registers,
	[EXIT_REASON_IO_INSTRUCTION] = child_io,
	[EXIT_REASON_MSR_READ] = child_rdmsr,
	[EXIT_REASON_MSR_WRITE] = child_wrmsr,
	[EXIT_REASON_MWAIT_INSTRUCTION] = child_ud,
	[EXIT_REASON_MONITOR_INSTRUCTION] = child_ud,
	[EXIT_REASON_EOI_INDUCED] = child_again,
	[EXIT_REASON_EPT_VIOLATION] = child_ept,
	[EXIT_REASON_INVEPT] = child_ud,
	[EXIT_REASON_PREEMPTION_TIMER] = child_timer,
	[EXIT_REASON_INVVPID] = child_ud,
	[EXIT_REASON_XSETBV] = child_xsetbv,
	[EXIT_REASON_APIC_WRITE] = child_apic_write,
	[EXIT_REASON_VMFUNC] = child_ud,
};
