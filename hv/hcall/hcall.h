/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One hypercall in progress. hcall/hc_*.c decode and validate; core/ does the work.
 * exit/ calls hcall_dispatch() for VMCALLs of parent and children.
 */
#ifndef HV_HCALL_HCALL_H
#define HV_HCALL_HCALL_H

#include "hv/lib/types.h"

struct vp;

/*
 * @vp: the calling VP, NULL for the parent. A handler of a child's call that wants
 * VP_RUN to return to the parent fills the run page and sets @leave.
 */
struct hcall {
	struct vp *vp;
	uint64_t arg[6];
	uint64_t res[2];	/* RDX, R8 when the status is LUCID_OK (else RDX for E_INVAL) */
	bool leave;
};

/*
 * Carry out the call in @gpr (order of enum RAX..R15 in core/vp.h): checks magic,
 * number, caller and reserved arguments; writes RAX, RDX, R8. Returns true when
 * vp_run must return to the parent (children only).
 */
bool hcall_dispatch(struct vp *vp, uint64_t gpr[16]);
/* The same for a child: what its fast path calls. */
bool hcall_child(struct vp *vp);

/* Refuse argument number @n (1 to 6). */
static inline int64_t hcall_inval(struct hcall *c, unsigned int n)
{
	c->res[0] = n;
	return LUCID_E_INVAL;
}

#endif
