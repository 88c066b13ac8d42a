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

/* MSRs that are switched with the VP: vmx/vcpu_switch.c has their numbers. */
#define VP_MSRS 6

/* What the parent's answer in the run page completes. */
enum vp_pending { VP_PENDING_NONE, VP_PENDING_IN, VP_PENDING_INS, VP_PENDING_MMIO };

/* Bits of vp.init. */
#define VP_SIPI	BIT(8)	/* start-up IPI, vector in bits 7:0 */
#define VP_INIT	BIT(9)	/* INIT, taken before SIPI */

struct vp {
	uint64_t gpr[16];	/* first: vmx/entry.S knows it */

	struct partition *part;
	uint32_t index;		/* and APIC id */
	uint32_t running;	/* 1 while in vp_run: taken by compare-and-swap */
	uint32_t cpu;		/* where it runs, or ran last */
	uint32_t status;	/* enum lucid_vp_status, but for RUNNING */
	/*
	 * Vectors made pending by others, merged into the virtual IRR before entry by
	 * the CPU that runs the VP. @kicked is set after @pir by vp_raise(), and taken
	 * (atomic exchange with 0) before @pir is; INIT and SIPI set their bit in @init
	 * (bit 8) and the vector (bits 7:0) and then call vp_kick().
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
	bool held;		/* an exit is asked for, for what is pending */
	bool launched;		/* VMRESUME rather than VMLAUNCH */
	bool halted;		/* executed HLT, or waits for SIPI */
	uint8_t pending;	/* enum vp_pending */
	bool dr_loaded;		/* the child uses debug registers: switch them */
	uint8_t pending_size;	/* bytes of an IN or INS, or of the instruction at most */
	uint64_t ins_to;	/* linear address of that INS */
	uint8_t calls;		/* hypercalls, to see the time now and then */
	uint32_t exit_reason;	/* basic exit reason of the last exit */
	uint32_t vmcs_cpu;	/* CPU whose host state is in the VMCS; ~0: none */

	/* State that the VMCS does not hold, the child's and meanwhile the parent's. */
	uint64_t cr2, parent_cr2;
	uint64_t dr[5], parent_dr[5];	/* DR0 to DR3, DR6 */
	uint64_t msr[VP_MSRS], parent_msr[VP_MSRS];
	uint64_t xcr0, parent_xcr0;

	/* MSRs that are emulated. */
	uint64_t apic_base, misc_enable, mtrr_def_type;
	uint64_t tsc_deadline;	/* guest TSC, 0: off */
	uint64_t kvm_wall, kvm_time, kvm_steal;	/* as the guest wrote them */

	/* Local APIC timer: when it was started, and when it fires (host TSC, 0: never). */
	uint64_t timer_start, timer_deadline;
	uint64_t run_until;	/* when vp_run returns at the latest (host TSC) */
	/* Since when it could run and does not (host TSC, 0: it could not); sum of such times. */
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
/* The second half of vp_raise(): there is something new in pir or init. */
unsigned int vp_kick(struct vp *vp);

/*
 * The parent's calls, by a caller that holds the partition. VP_CREATE, VP_SET and VP_GET
 * do all; vp_start() makes a VP this CPU's, so that the caller may let go of the
 * partition and then run it by vp_run(), which tells enum lucid_exit.
 */
int64_t vp_create(struct partition *p, uint32_t index, uint64_t hpa, uint64_t run_hpa);
int64_t vp_set(struct partition *p, uint32_t index);
int64_t vp_get(struct partition *p, uint32_t index);
int64_t vp_start(struct partition *p, uint32_t index, struct vp **vp);
uint32_t vp_run(struct vp *vp);

#endif
