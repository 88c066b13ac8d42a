/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the registers of a VMCALL to its handler and back. exit/ calls it, for parent and
 * children. A call that does nothing has to be cheap: this is the floor under every
 * other one.
 */
#include "hv/core/vp.h"
#include "hv/hcall/hcall.h"
#include "spec/gen/hcall_table.h"

/* Number of the first argument after @nargs that is not zero, 0: none. */
static uint64_t first_reserved(const uint64_t gpr[16], unsigned int nargs)
{
	static const uint8_t reg[6] = { RDI, RSI, RDX, R10, R8, R9 };

	for (unsigned int i = nargs; i < ARRAY_SIZE(reg); i++)
		if (gpr[reg[i]])
			return i + 1;
	return 0;
}

static inline void take_args(struct hcall *c, const uint64_t gpr[16])
{
	c->arg[0] = gpr[RDI];
	c->arg[1] = gpr[RSI];
	c->arg[2] = gpr[RDX];
	c->arg[3] = gpr[R10];
	c->arg[4] = gpr[R8];
	c->arg[5] = gpr[R9];
}

/* The short way for calls without arguments. */
static inline bool all_zero(const uint64_t gpr[16])
{
	return !(gpr[RDI] | gpr[RSI] | gpr[RDX] | gpr[R10] | gpr[R8] | gpr[R9]);
}

/* Not a call of this caller: why not? */
static __attribute__((noinline, cold)) bool refuse(uint64_t gpr[16])
{
	int64_t status = LUCID_E_PERM;

	if (gpr[RAX] >> 16 != LUCID_HC_MAGIC)
		status = LUCID_E_FOREIGN;
	else if ((uint16_t)gpr[RAX] >= HCALL_LIMIT || !hcall_table[(uint16_t)gpr[RAX]].callers)
		status = LUCID_E_NOCALL;
	gpr[RAX] = (uint64_t)status;
	return false;
}

static inline __attribute__((always_inline)) bool dispatch(struct vp *vp, uint64_t gpr[16],
							   unsigned int caller)
{
	/* Below HCALL_LIMIT only if the magic is right too. */
	uint64_t number = gpr[RAX] - (LUCID_HC_MAGIC << 16);
	const struct hcall_entry *e = hcall_table;
	struct hcall c;

	if (unlikely(number >= HCALL_LIMIT))
		return refuse(gpr);
	e += number;
	if (unlikely(!(e->callers & caller)))
		return refuse(gpr);
	c.vp = vp;
	c.leave = false;
	c.res[0] = 0;
	c.res[1] = 0;
	if (e->nargs || unlikely(!all_zero(gpr))) {
		take_args(&c, gpr);
		c.res[0] = first_reserved(gpr, e->nargs);
	}
	if (likely(!c.res[0]))
		gpr[RAX] = (uint64_t)e->handler(&c);
	else
		gpr[RAX] = (uint64_t)LUCID_E_INVAL;
	gpr[RDX] = c.res[0];
	gpr[R8] = c.res[1];
	return c.leave;
}

bool hcall_dispatch(struct vp *vp, uint64_t gpr[16])
{
	return dispatch(vp, gpr, vp ? HCALL_CHILD : HCALL_PARENT);
}

bool hcall_child(struct vp *vp)
{
	return dispatch(vp, vp->gpr, HCALL_CHILD);
}
