/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x2APIC MSRs of a child that the CPU does not virtualise, or not well (apic_hold()): all
 * writes but TPR and EOI, and a few reads. child_msr.c calls it. Source: SDM vol. 3,
 * 'x2APIC Register Address Space'.
 */
#include "hv/cpu/msr.h"
#include "hv/exit/apic.h"

static bool is_on(const struct vp *vp)
{
	return vp->apic_base & MSR_IA32_APICBASE_X2APIC;
}

bool x2apic_rdmsr(const struct vp *vp, uint32_t msr, uint64_t *value)
{
	if (!is_on(vp))
		return false;
	switch ((msr & 0xff) << 4) {
	case APIC_ICR:
		*value = apic_get(vp, APIC_ICR) | (uint64_t)apic_get(vp, APIC_ICR_HIGH) << 32;
		return true;
	case APIC_TIMER_CURRENT:
		*value = apic_timer_current(vp);
		return true;
	default:
		return false;
	}
}

bool x2apic_wrmsr(struct vp *vp, uint32_t msr, uint64_t value, bool *resume)
{
	enum apic_reg reg = (msr & 0xff) << 4;

	if (!is_on(vp))
		return false;
	switch (reg) {
	case APIC_ICR:
		apic_put(vp, APIC_ICR, (uint32_t)value);
		apic_put(vp, APIC_ICR_HIGH, (uint32_t)(value >> 32));
		*resume = apic_send(vp, value);
		return true;
	case APIC_SELF_IPI:
		if (value >> 8)
			return false;
		apic_set_irr(vp, (unsigned int)value);
		return true;
	case APIC_ESR:
		return !value;
	case APIC_SVR: case APIC_LVT_TIMER: case APIC_LVT_THERMAL: case APIC_LVT_PERF:
	case APIC_LVT_LINT0: case APIC_LVT_LINT1: case APIC_LVT_ERROR:
	case APIC_TIMER_INITIAL: case APIC_TIMER_DIVIDE:
		if (value >> 32)
			return false;
		*resume = apic_written(vp, reg, (uint32_t)value);
		return true;
	default:
		return false;
	}
}
