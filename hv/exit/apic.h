/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child's local APIC, as far as the CPU does not do it. Registers are in the
 * virtual-APIC page. vmx/vcpu*.c and exit/child*.c call it, on the CPU that runs the
 * VP, with its VMCS loaded.
 */
#ifndef HV_EXIT_APIC_H
#define HV_EXIT_APIC_H

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

/* Registers after RESET or INIT; after a change of mode. */
void apic_reset(struct vp *vp);
void apic_mode_changed(struct vp *vp);

/* Make a vector of this VP pending; those that others raised (vp->pir). */
void apic_set_irr(struct vp *vp, unsigned int vector);
void apic_merge(struct vp *vp);
/* Would the child take an interrupt now? */
bool apic_deliverable(const struct vp *vp);

/* A register other than TPR and EOI was written, by MMIO or MSR; false: back to the parent. */
bool apic_written(struct vp *vp, enum apic_reg reg, uint32_t value);
/* Send what this ICR says; false: the parent must wake or kick other VPs. */
bool apic_send(struct vp *vp, uint64_t icr);

/* Intercepted x2APIC MSRs; false: #GP. *@resume as apic_written(). */
bool x2apic_rdmsr(const struct vp *vp, uint32_t msr, uint64_t *value);
bool x2apic_wrmsr(struct vp *vp, uint32_t msr, uint64_t value, bool *resume);
/* IA32_APIC_BASE: a change of mode; false: #GP. */
bool apic_set_base(struct vp *vp, uint64_t value);

/* Work out anew when the timer fires, after a write to one of its registers. */
void apic_timer_arm(struct vp *vp, bool restart);
/* It is time. */
void apic_timer_fire(struct vp *vp, uint64_t now);
uint32_t apic_timer_current(const struct vp *vp);
/* IA32_TSC_DEADLINE. */
void apic_set_tsc_deadline(struct vp *vp, uint64_t value);

#endif
