/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes to a child's local APIC. Delivery, TPR and EOI are the CPU's business;
 * child_ipi.c sends, child_timer.c has the timer. See exit/apic.h. Source:
 * SDM vol. 3, 'Advanced Programmable Interrupt Controller'.
 */
#include "hv/exit/apic.h"

#include "hv/exit/child.h"

#define LVT_TIMER_BITS	0x700ffu
#define LVT_BITS	0x1a7ffu

bool apic_set_base(struct vp *vp, uint64_t value)
{
	const uint64_t mode = MSR_IA32_APICBASE_ENABLE | MSR_IA32_APICBASE_X2APIC;
	uint64_t from = vp->apic_base & mode, to = value & mode;

	if ((value ^ vp->apic_base) & ~mode || to == MSR_IA32_APICBASE_X2APIC)
		return false;
	/* Into x2APIC mode only from xAPIC mode, and out of it only to off. */
	if ((to == mode && !from) || (from == mode && to == MSR_IA32_APICBASE_ENABLE))
		return false;
	if (from == to)
		return true;
	vp->apic_base = value;
	if (to)
		apic_mode_changed(vp);
	else
		apic_reset(vp);
	return true;
}

static void write_svr(struct vp *vp, uint32_t value)
{
	apic_put(vp, APIC_SVR, value & 0x1ff);
	if (value & APIC_SVR_ENABLE)
		return;
	for (unsigned int r = APIC_LVT_TIMER; r <= APIC_LVT_ERROR; r += 0x10)
		apic_put(vp, r, apic_get(vp, r) | APIC_LVT_MASKED);
	apic_timer_arm(vp, false);
}

static void write_lvt(struct vp *vp, enum apic_reg reg, uint32_t value)
{
	uint32_t before = apic_get(vp, APIC_LVT_TIMER);

	if (!apic_enabled(vp))
		value |= APIC_LVT_MASKED;
	if (reg != APIC_LVT_TIMER) {
		apic_put(vp, reg, value & LVT_BITS);
		return;
	}
	apic_put(vp, reg, value & LVT_TIMER_BITS);
	/* Between TSC-deadline mode and the others the timer is disarmed. */
	if ((before ^ value) & BIT(18)) {
		vp->tsc_deadline = 0;
		apic_put(vp, APIC_TIMER_INITIAL, 0);
	}
	apic_timer_arm(vp, false);
}

bool apic_written(struct vp *vp, enum apic_reg reg, uint32_t value)
{
	switch (reg) {
	case APIC_ID:
		apic_put(vp, reg, vp->index << 24);
		break;
	case APIC_LDR:
	case APIC_ICR_HIGH:
		apic_put(vp, reg, value & 0xff000000);
		break;
	case APIC_DFR:
		apic_put(vp, reg, value | 0x0fffffff);
		break;
	case APIC_SVR:
		write_svr(vp, value);
		break;
	case APIC_ESR:
		apic_put(vp, reg, 0);
		break;
	case APIC_ICR:
		return apic_send(vp, (uint64_t)apic_get(vp, APIC_ICR_HIGH) << 32 | value);
	case APIC_LVT_TIMER: case APIC_LVT_THERMAL: case APIC_LVT_PERF:
	case APIC_LVT_LINT0: case APIC_LVT_LINT1: case APIC_LVT_ERROR:
		write_lvt(vp, reg, value);
		break;
	case APIC_TIMER_INITIAL:
		/* Not used in TSC-deadline mode. */
		apic_put(vp, reg, apic_get(vp, APIC_LVT_TIMER) & BIT(18) ? 0 : value);
		apic_timer_arm(vp, true);
		break;
	case APIC_TIMER_DIVIDE:
		apic_put(vp, reg, value & 0xb);
		apic_timer_arm(vp, false);
		break;
	default:
		break;
	}
	return true;
}

/* The CPU wrote the value into the page already, and is past the instruction. */
bool child_apic_write(struct vp *vp)
{
	enum apic_reg reg = vmread(EXIT_QUALIFICATION) & 0xff0;

	return apic_written(vp, reg, apic_get(vp, reg));
}
