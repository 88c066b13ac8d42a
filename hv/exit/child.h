/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exits of children. child_run.c calls the table; child*.c fill it and share
 * the rest. A handler works on the loaded VMCS of @vp and returns true to enter the
 * child again, false when vp_run is to return to the parent with what the run page says.
 */
#ifndef HV_EXIT_CHILD_H
#define HV_EXIT_CHILD_H

#include "hv/vmx/vcpu.h"

typedef bool child_handler(struct vp *vp);

/* By basic exit reason; NULL: no child can cause it, the VP fails. */
extern child_handler *const child_exit[EXIT_REASONS];

/* Leave for the parent with @exit; always false. */
bool child_leave(struct vp *vp, enum lucid_exit exit);
/* The VP cannot go on, because of @code; always false. */
bool child_fail(struct vp *vp, uint64_t code);
/* #GP or #UD in place of the instruction; always true. */
bool child_gp(struct vp *vp);
bool child_ud(struct vp *vp);
/* Past the instruction; always true. */
bool child_next(void);

/* Time passed (host TSC ticks) in which the VP could have run. */
void child_stolen(struct vp *vp, uint64_t ticks);

/*
 * Where the hypervisor reaches @va of a 64-bit kernel, up to the page's end, if page tables
 * and partition give it @rights (but EXEC); else NULL.
 */
void *child_linear(const struct vp *vp, uint64_t va, unsigned int rights);
/* What the parent answered in the run page goes on here. */
void child_complete(struct vp *vp);
/* Into the run page: the bytes at RIP, and the register that they store if it is a MOV. */
void child_tell_insn(const struct vp *vp);

child_handler child_apic_write, child_cpuid, child_cr, child_ept, child_exception, child_halt,
	      child_interrupt, child_io, child_rdmsr, child_wrmsr, child_xsetbv;

/*
 * MSRs of the KVM dialect; false: #GP. Reads tell what was written. Writes are checked
 * against the owner table at each use of the address.
 */
bool kvm_rdmsr(const struct vp *vp, uint32_t msr, uint64_t *value);
bool kvm_wrmsr(struct vp *vp, uint32_t msr, uint64_t value);

#endif
