/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that core/ knows of the machine. vmx/ and cpu/ implement it on VT-x; host
 * tests implement it in user space. Only core/ and hcall/ call it.
 */
#ifndef HV_CORE_ARCH_H
#define HV_CORE_ARCH_H

#include "hv/lib/types.h"

/* Where a local APIC is after reset; never donated or lent to a child. */
#define APIC_GPA	0xfee00000UL

struct partition;
struct vp;

/* Pointer through which the hypervisor reaches physical address @pa; always valid for RAM. */
void *pa_va(uint64_t pa);

/* Number of this CPU (0 is the boot CPU), and how many there are. */
unsigned int arch_cpu(void);
unsigned int arch_cpus(void);

uint64_t arch_tsc(void);

/*
 * The parent's second-level tables. @hpa is RAM; @rights is a mask of
 * LUCID_RIGHT_* and replaces what was there. Large pages are split and merged
 * inside, from tables that were set aside at boot: these cannot fail. The caller
 * holds mem_lock, and calls tlb_stamp() after a reduction.
 */
void arch_parent_set(uint64_t hpa, unsigned int rights);
unsigned int arch_parent_get(uint64_t hpa);

/*
 * A child's second-level tables, made of pages of its pool (partition_pool_take).
 * arch_child_reserve() makes the tables for @n pages from @gpa exist, or returns
 * false with nothing mapped (tables that it made stay: they are empty).
 * arch_child_set() needs them; rights 0 keeps the page's place with no access, and
 * arch_child_clear() empties it.
 * arch_child_get() returns false when the place is empty. Under mem_lock, but the
 * CPU that runs a VP of the partition may call arch_child_get() without: what it
 * tells was true a moment ago.
 */
bool arch_child_reserve(struct partition *p, uint64_t gpa, uint64_t n);
void arch_child_set(struct partition *p, uint64_t gpa, uint64_t hpa, unsigned int rights);
void arch_child_clear(struct partition *p, uint64_t gpa);
bool arch_child_get(struct partition *p, uint64_t gpa, uint64_t *hpa, unsigned int *rights);

/*
 * VPs. arch_vp_init() prepares VMCS and virtual-APIC page of a zeroed VP and gives
 * it the state after reset. arch_vp_set() returns false, with nothing changed, when
 * the state has a bit that no child may have (core/ has checked and sets vp->status
 * itself, here and in arch_vp_get()). arch_vp_run() runs the VP until its run page says
 * why it stopped, and leaves nothing of it on this CPU; it sets vp->stopped with
 * SHUTDOWN and FAIL. It says HALT only after it has taken vp->kicked (set to 0), and
 * then looked at pir and init: core/ looks at vp->kicked once more after that.
 */
void arch_vp_init(struct vp *vp);
bool arch_vp_set(struct vp *vp, const struct lucid_vp_state *s);
void arch_vp_get(struct vp *vp, struct lucid_vp_state *s);
void arch_vp_run(struct vp *vp);

#endif
