/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vp_run on VT-x: the loop of entries and exits of a child's VP on this CPU. core/
 * calls arch_vp_run(); the exits themselves are in the other child*.c. The loop is what
 * every exit pays for: rare things are told apart by one flag each.
 */
#include "hv/exit/child.h"

#include "hv/core/arch.h"
#include "hv/exit/apic.h"
#include "hv/exit/parent.h"
#include "hv/hcall/hcall.h"
#include "hv/vmx/ept.h"

/*
 * The longest stay in a child. An interrupt of the parent ends it much sooner; but Bochs
 * 2.7 does not see one while the child's IF is 0 and was so when it was entered.
 */
#define LONGEST_MS	4

/* The VMCS, fitted to this CPU and to what the partition is like by now. */
static void load(struct vp *vp, struct cpu *c)
{
	vcpu_load(vp);
	if (vp->vmcs_cpu != c->id) {
		vmx_host_state(c);
		vmwrite(HOST_RIP, (uint64_t)vmx_exit_child);
		invvpid(vmread(VIRTUAL_PROCESSOR_ID));
		vcpu_apic_mode(vp);
		vp->vmcs_cpu = c->id;
	}
	vmwrite(EPT_POINTER, ept_pointer(vp->part->ept_root));
	vmwrite(TSC_OFFSET, vp->part->tsc_offset);
}

/* Others left something: vectors, INIT, SIPI. */
static void take_kick(struct vp *vp)
{
	uint32_t init;

	__atomic_store_n(&vp->kicked, 0, __ATOMIC_SEQ_CST);
	init = __atomic_exchange_n(&vp->init, 0, __ATOMIC_SEQ_CST);
	if (init & VP_INIT && vp->status != LUCID_VP_WAIT_SIPI)
		vcpu_reset(vp);
	if (init & VP_SIPI && vp->status == LUCID_VP_WAIT_SIPI)
		vcpu_sipi(vp, init & 0xff);
	apic_merge(vp);
}

/*
 * Have the preemption timer fire when the child's own timer is due, or fire that now.
 * Never 0: such an entry would exit before it takes an interrupt of the parent.
 */
static void arm_timer(struct vp *vp, uint64_t now)
{
	uint64_t until = vp->run_until;

	if (now >= vp->timer_deadline)
		apic_timer_fire(vp, now);
	if (vp->timer_deadline && vp->timer_deadline < until)
		until = vp->timer_deadline;
	vmwrite(VMX_PREEMPTION_TIMER_VALUE,
		(now < until ? (until - now) >> preemption_shift : 0) + 1);
}

/* Is a halted VP still asleep? Then the run page says so. */
static bool sleeps(struct vp *vp)
{
	if (vp->status != LUCID_VP_WAIT_SIPI && apic_deliverable(vp)) {
		vp->halted = false;
		return false;
	}
	vp->run->deadline = vp->status == LUCID_VP_WAIT_SIPI ? 0 : vp->timer_deadline;
	return !child_leave(vp, LUCID_EXIT_HALT);
}

/* All that must be seen to before an entry; false: back to the parent. */
static bool prepare(struct vp *vp, const struct cpu *c)
{
	uint64_t generation, now = rdtsc();

	/* The preemption timer may never run out in a child that exits at every turn. */
	if (unlikely(now >= vp->run_until))
		return child_leave(vp, LUCID_EXIT_INTR);
	if (unlikely(READ_ONCE(vp->kicked)))
		take_kick(vp);
	if (vp->timer_deadline)
		arm_timer(vp, now);
	if (unlikely(vp->halted) && sleeps(vp))
		return false;
	if (unlikely(READ_ONCE(c->nmi)))
		return child_leave(vp, LUCID_EXIT_INTR);
	if (unlikely(tlb_stale(c->id, &generation))) {
		invept_all();
		tlb_publish(c->id, generation);
	}
	if (unlikely(vmread(GUEST_INTR_STATUS) & 0xff || vp->held))
		apic_hold(vp);
	return true;
}

/*
 * A hypercall. If nothing else is to do then fast.S enters the child again, with the
 * registers that C preserves as they are, so nothing here may change those of the VP.
 * The preemption timer goes on from what was left at the exit: it is late by the time
 * spent here, so now and then it is set anew.
 */
enum vcpu_exit vcpu_vmcall(struct vp *vp)
{
	const struct cpu *c = this_cpu();
	uint64_t generation;

	if (unlikely(!vmx_guest_is_kernel64()))
		return VCPU_EXIT;
	vmx_skip();
	vp->run->exits[EXIT_REASON_VMCALL]++;
	if (unlikely(hcall_child(vp))) {
		vp->runnable_since = 0;
		return VCPU_LEAVE;
	}
	if (unlikely(READ_ONCE(vp->kicked) || READ_ONCE(c->nmi) ||
		     tlb_stale(c->id, &generation) || !++vp->calls))
		return VCPU_HANDLED;
	return VCPU_RESUME;
}

/* One exit that fast.S left to us; false: back to the parent. */
static bool dispatch(struct vp *vp)
{
	uint64_t reason = vmread(VM_EXIT_REASON);

	if (unlikely(reason >= EXIT_REASONS || !child_exit[reason]))
		return child_fail(vp, reason);
	vp->exit_reason = (uint32_t)reason;
	vp->run->exits[reason]++;
	return child_exit[reason](vp);
}

/* One entry and what ended it; false: back to the parent. */
static bool step(struct vp *vp, struct cpu *c)
{
	enum vcpu_exit how;

	if (!prepare(vp, c))
		return false;
	how = (enum vcpu_exit)vmx_enter(vp->gpr, vp->launched);
	vp->launched = true;
	if (likely(how == VCPU_EXIT))
		return dispatch(vp);
	if (unlikely(how == VCPU_FAILED))
		return child_fail(vp, vmread(VM_INSTRUCTION_ERROR));
	return how == VCPU_HANDLED;
}

void arch_vp_run(struct vp *vp)
{
	struct cpu *c = this_cpu();
	uint64_t now = rdtsc();

	load(vp, c);
	vp->run_until = now + LONGEST_MS * tsc_khz;
	vmwrite(VMX_PREEMPTION_TIMER_VALUE, LONGEST_MS * tsc_khz >> preemption_shift);
	vp->exit_reason = ~0u;
	vcpu_switch_in(vp, c);
	if (vp->pending)
		child_complete(vp);
	if (vp->runnable_since && now > vp->runnable_since)
		child_stolen(vp, now - vp->runnable_since);
	if (vp->part->ept_root)
		while (step(vp, c))
			;
	else	/* no memory at all: not even a table that says so to the CPU */
		child_fail(vp, EXIT_REASON_EPT_VIOLATION);
	vcpu_switch_out(vp, c);
	vcpu_unload(vp);
	if (unlikely(vp->exit_reason == EXIT_REASON_INIT_SIGNAL))
		parent_init_signal(c);	/* it was for the parent */
}
