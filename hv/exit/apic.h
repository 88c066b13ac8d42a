/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child's local APIC, as far as neither the CPU nor vmx/vapic.c do it. child*.c call
 * it, on the CPU that runs the VP, with its VMCS loaded.
 */
#ifndef HV_EXIT_APIC_H
#define HV_EXIT_APIC_H

#include "hv/vmx/vapic.h"

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
