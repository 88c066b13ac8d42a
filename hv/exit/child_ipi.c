/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts that a child's VPs send to each other: apic_send() of exit/apic.h. The
 * targets run on other CPUs, or not at all: the parent has to wake or kick them, so an
 * IPI is an exit with a mask of VPs. Source: SDM vol. 3, 'Issuing Interprocessor
 * Interrupts'.
 */
#include "hv/cpu/msr.h"
#include "hv/exit/apic.h"
#include "hv/exit/child.h"

enum { DELIVER_FIXED = 0, DELIVER_LOWEST = 1, DELIVER_INIT = 5, DELIVER_SIPI = 6 };
enum { SHORTHAND_NONE, SHORTHAND_SELF, SHORTHAND_ALL, SHORTHAND_OTHERS };

#define ICR_LOGICAL	BIT(11)
#define ICR_ASSERT	BIT(14)
#define ICR_LEVEL	BIT(15)

/* Logical destinations of xAPIC mode: a bit mask, or clusters of four. */
static bool matches_logical(const struct vp *target, uint32_t dest)
{
	uint32_t ldr = apic_get(target, APIC_LDR) >> 24;

	if (apic_get(target, APIC_DFR) >> 28 == 0xf)
		return ldr & dest;
	return ldr >> 4 == dest >> 4 && ldr & dest & 0xf;
}

static bool matches(const struct vp *from, const struct vp *target, uint64_t icr)
{
	bool x2apic = from->apic_base & MSR_IA32_APICBASE_X2APIC;
	uint32_t dest = (uint32_t)(icr >> (x2apic ? 32 : 56));
	uint32_t all = x2apic ? ~0u : 0xff;

	switch (icr >> 18 & 3) {
	case SHORTHAND_SELF:
		return target == from;
	case SHORTHAND_ALL:
		return true;
	case SHORTHAND_OTHERS:
		return target != from;
	}
	if (dest == all)
		return true;
	if (!(icr & ICR_LOGICAL))
		return dest == target->index;
	if (!x2apic)
		return matches_logical(target, dest);
	return !(dest >> 16) && dest & BIT(target->index);
}

static void start(struct vp *target, unsigned int mode, uint32_t vector)
{
	if (mode == DELIVER_INIT)
		__atomic_fetch_or(&target->init, VP_INIT, __ATOMIC_SEQ_CST);
	else if (!(READ_ONCE(target->init) & VP_SIPI))
		__atomic_fetch_or(&target->init, VP_SIPI | vector, __ATOMIC_SEQ_CST);
	vp_kick(target);
}

/* Deliver to one VP; true: the parent must see to it. */
static bool deliver(struct vp *from, struct vp *target, unsigned int mode, uint32_t vector)
{
	unsigned int status;

	if (mode == DELIVER_INIT || mode == DELIVER_SIPI) {
		if (target != from)
			start(target, mode, vector);
		return target != from;
	}
	if (target == from) {
		apic_set_irr(from, vector);
		return false;
	}
	status = vp_raise(target, vector);
	return status == LUCID_VP_RUNNING || status == LUCID_VP_HALTED;
}

bool apic_send(struct vp *vp, uint64_t icr)
{
	unsigned int mode = icr >> 8 & 7;
	uint32_t vector = icr & 0xff;
	bool starts = mode == DELIVER_INIT || mode == DELIVER_SIPI;
	uint64_t wake = 0;

	/* SMI, NMI and ExtINT have no receiver; INIT level de-assert means nothing any more. */
	if (!starts && ((mode != DELIVER_FIXED && mode != DELIVER_LOWEST) || vector < 16))
		return true;
	if (mode == DELIVER_INIT && icr & ICR_LEVEL && !(icr & ICR_ASSERT))
		return true;
	for (unsigned int i = 0; i < LUCID_MAX_VPS; i++) {
		struct vp *target = load_acquire(&vp->part->vp[i]);

		if (!target || !matches(vp, target, icr))
			continue;
		if (deliver(vp, target, mode, vector))
			wake |= BIT(i);
		if (mode == DELIVER_LOWEST)
			break;
	}
	if (!wake)
		return true;
	vp->run->vps = wake;
	return child_leave(vp, starts ? LUCID_EXIT_START : LUCID_EXIT_KICK);
}
