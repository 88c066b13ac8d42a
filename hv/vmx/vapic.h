/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual-APIC page: a child's local APIC as the CPU sees it. vmx/ and exit/ call
 * it, on the CPU that runs the VP, with its VMCS loaded; registers of other VPs may be
 * read.
 */
#ifndef HV_VMX_VAPIC_H
#define HV_VMX_VAPIC_H

#include "hv/core/vp.h"

enum apic_reg {
	APIC_ID = 0x020, APIC_VERSION = 0x030, APIC_TPR = 0x080, APIC_EOI = 0x0b0,
	APIC_LDR = 0x0d0, APIC_DFR = 0x0e0, APIC_SVR = 0x0f0, APIC_IRR = 0x200,
	APIC_ESR = 0x280, APIC_ICR = 0x300, APIC_ICR_HIGH = 0x310, APIC_LVT_TIMER = 0x320,
	APIC_LVT_THERMAL = 0x330, APIC_LVT_PERF = 0x340, APIC_LVT_LINT0 = 0x350,
	APIC_LVT_LINT1 = 0x360, APIC_LVT_ERROR = 0x370, APIC_TIMER_INITIAL = 0x380,
	APIC_TIMER_CURRENT = 0x390, APIC_TIMER_DIVIDE = 0x3e0, APIC_SELF_IPI = 0x3f0,
};

#define APIC_SVR_ENABLE		BIT(8)
#define APIC_LVT_MASKED		BIT(16)

uint32_t apic_get(const struct vp *vp, enum apic_reg reg);
void apic_put(const struct vp *vp, enum apic_reg reg, uint32_t value);

/* SVR's switch: without it nothing becomes pending. */
bool apic_enabled(const struct vp *vp);

/* Registers after RESET or INIT; after a change of mode. */
void apic_reset(struct vp *vp);
void apic_mode_changed(struct vp *vp);

/* Make a vector of this VP pending; those that others raised (vp->pir). */
void apic_set_irr(struct vp *vp, unsigned int vector);
void apic_merge(struct vp *vp);
/* Would the child take an interrupt now? */
bool apic_deliverable(const struct vp *vp);
/* Before an entry with a vector pending, or after one (vp->held): see to it that IF counts. */
void apic_hold(struct vp *vp);

#endif
