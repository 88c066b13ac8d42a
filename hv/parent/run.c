// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VP_RUN loop: runs a VP until user space has something to do. The scheduler sees a
 * thread that is in the kernel; interrupts are off while the child runs, and one that comes
 * makes the hypervisor return, so it is taken as soon as they are on again. The VP's ioctl
 * calls it.
 */
#include "hv/parent/parent.h"

#define RUN_ON		1	/* stay in the loop */

static unsigned int halt_poll_us = 50;
module_param(halt_poll_us, uint, 0644);
MODULE_PARM_DESC(halt_poll_us, "how long a halted VP's thread may look out for a wake-up");

/*
 * One entry into the hypervisor: RUN_ON, with *@exit, or an error. The order is: forget
 * wake-ups, say where we are, look for reasons not to go, go. Who has a reason makes it
 * visible (in the VP's virtual APIC, or in the thread's flags) and then looks where we are
 * and sends an interrupt there: either we see the reason or the interrupt ends VP_RUN.
 */
static int vp_enter(struct lucid_vp *vp, u64 *exit)
{
	int ret = RUN_ON;

	cond_resched();
	local_irq_disable();
	WRITE_ONCE(vp->woken, false);
	smp_store_mb(vp->cpu, smp_processor_id());
	if (signal_pending(current))
		ret = -EINTR;
	else if (READ_ONCE(vp->part->dead))
		ret = -ENODEV;
	else if (need_resched())
		*exit = LUCID_EXIT_INTR;
	else
		ret = lucid_errno(lucid_hc_vp_run(vp->part->id, vp->index, exit)) ?: RUN_ON;
	WRITE_ONCE(vp->cpu, -1);
	local_irq_enable();
	return ret;
}

/*
 * Looks out for a wake-up while nobody else wants this CPU: that is cheaper than to sleep and be
 * woken by another one.
 */
static void vp_poll(const struct lucid_vp *vp, u64 until)
{
	while (!READ_ONCE(vp->woken) && rdtsc_ordered() < until && single_task_running())
		cpu_relax();
}

/*
 * A wake-up after VP_RUN decided to halt sets woken, which was cleared before; one that came
 * earlier made the hypervisor not halt. A deadline that is hours away may come out as less:
 * an early look at the VP does no harm. Who ends the partition kicks its VPs. The look-out
 * adapts: after a short halt it is twice that, which would have caught it, after a long one
 * there is none.
 */
static int vp_halt(struct lucid_vp *vp)
{
	u64 most = (u64)READ_ONCE(halt_poll_us) * lucid_tsc_khz / USEC_PER_MSEC;
	u64 start = rdtsc_ordered(), deadline = READ_ONCE(vp->run->deadline) ?: U64_MAX, halted;
	ktime_t timeout = KTIME_MAX;
	s64 ticks, ret;

	vp_poll(vp, min(start + vp->poll, deadline));
	ticks = deadline - rdtsc_ordered();
	if (deadline != U64_MAX && ticks <= 0)
		return RUN_ON;
	if (deadline != U64_MAX)
		timeout = div_u64((u64)ticks * NSEC_PER_MSEC, lucid_tsc_khz);
	ret = wait_event_interruptible_hrtimeout(vp->wq, READ_ONCE(vp->woken), timeout);
	halted = rdtsc_ordered() - start;
	vp->poll = halted > most ? 0 : min(most, max(vp->poll, 2 * halted));
	return ret == -ERESTARTSYS ? -EINTR : RUN_ON;
}

static void vp_events(struct lucid_vp *vp)
{
	u64 bits;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vp->run->ports); i++)
		for (bits = READ_ONCE(vp->run->ports[i]); bits; bits &= bits - 1)
			lucid_port_signal(vp->part, i * 64 + __ffs64(bits));
}

/* Acts on an exit: RUN_ON, 0 to let user space act, or an error. */
static int vp_exit(struct lucid_vp *vp, u64 exit)
{
	struct lucid_run *run = vp->run;

	switch (exit) {
	case LUCID_EXIT_INTR:
		break;
	case LUCID_EXIT_HALT:
		return vp_halt(vp);
	case LUCID_EXIT_EVENT:
		vp_events(vp);
		break;
	case LUCID_EXIT_KICK:
	case LUCID_EXIT_START:
		lucid_vp_kick(vp->part, READ_ONCE(run->vps));
		break;
	case LUCID_EXIT_SYNC:
		lucid_share_sync(vp->part, READ_ONCE(run->gpa), READ_ONCE(run->count));
		break;
	default:
		return 0;
	}
	return RUN_ON;
}

/* The caller holds the VP's lock. */
int lucid_vp_run(struct lucid_vp *vp)
{
	u64 exit;
	int ret;

	do {
		ret = vp_enter(vp, &exit);
		if (ret == RUN_ON)
			ret = vp_exit(vp, exit);
	} while (ret == RUN_ON);
	return ret;
}
