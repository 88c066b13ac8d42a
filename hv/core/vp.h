/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtual processor: the first of the four pages of VP_CREATE. The fields of the
 * first part belong to core/ and are what other CPUs touch; the rest belongs to the
 * CPU that holds @running. exit/ and vmx/ read and write the second part.
 */
#ifndef HV_CORE_VP_H
#define HV_CORE_VP_H

#include "hv/core/partition.h"
#include "hv/lib/spinlock.h"
#include "hv/lib/types.h"

/* General registers in the order of their numbers; RSP's place is not used. */
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };

struct vp {
	uint64_t gpr[16];	/* first: vmx/entry.S knows it */

	struct partition *part;
	uint32_t index;		/* and APIC id */
	uint32_t running;	/* 1 while in vp_run: taken by compare-and-swap */
	uint32_t cpu;		/* where it runs, or ran last */
	uint32_t status;	/* enum lucid_vp_status, but for RUNNING */
	/*
	 * Vectors made pending by others, merged into the virtual IRR before entry by
	 * the CPU that runs the VP. @kicked is set (release) after @pir; INIT and SIPI
	 * set their bit in @init (bit 8) and the vector (bits 7:0) and then @kicked.
	 */
	uint64_t pir[4];
	uint32_t kicked;
	uint32_t init;

	uint64_t hpa;		/* of this page; VMCS, virtual-APIC page, XSAVE area follow */
	struct lucid_run *run;
	uint64_t run_hpa;

	/* Only for the CPU that runs it. */
	bool started;		/* has run: VP_SET is over in a private partition */
	bool stopped;		/* SHUTDOWN or FAIL: never runs again */
	bool launched;		/* VMRESUME rather than VMLAUNCH */
	bool pending_in;	/* the run page's data completes an IN */
	bool dr_loaded;		/* the child uses debug registers: switch them */
	uint8_t in_size;	/* bytes of that IN */
	uint32_t exit_reason;	/* basic exit reason of the last exit */
	uint32_t vmcs_cpu;	/* CPU whose host state is in the VMCS; ~0: none */

	/* State that the VMCS does not hold. */
	uint64_t cr2, dr[4], dr6;
	uint64_t xcr0;
	uint64_t kernel_gs_base, star, lstar, cstar, fmask, tsc_aux;

	/* MSRs that are emulated. */
	uint64_t apic_base, misc_enable, mtrr_def_type, pat;
	uint64_t tsc_deadline;	/* guest TSC, 0: off */
	uint64_t kvm_wall, kvm_time, kvm_steal;	/* as the guest wrote them */

	/* Local APIC timer in one-shot and periodic mode (host TSC ticks). */
	uint64_t timer_start, timer_period, timer_deadline;
	uint64_t runnable_since, steal_ns;
};

_Static_assert(sizeof(struct vp) <= PAGE_SIZE, "a VP is one page");

static inline uint64_t vp_vmcs_hpa(const struct vp *vp) { return vp->hpa + PAGE_SIZE; }
static inline uint64_t vp_apic_hpa(const struct vp *vp) { return vp->hpa + 2 * PAGE_SIZE; }
static inline uint64_t vp_xsave_hpa(const struct vp *vp) { return vp->hpa + 3 * PAGE_SIZE; }

/*
 * Make @vector pending in @vp, from any CPU, and tell the VP's state as EVENT_INJECT
 * does (enum lucid_vp_status). Atomic; a VP that halts concurrently sees it.
 */
unsigned int vp_raise(struct vp *vp, unsigned int vector);

#endif
