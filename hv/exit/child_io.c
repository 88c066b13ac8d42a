/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Port I/O of a child: all of it is the parent's. Called through child.c. Source: SDM
 * vol. 3, 'Exit Qualification for I/O Instructions'.
 */
#include "hv/exit/child.h"

#define IO_SIZE(q)	(((q) & 7) + 1)
#define IO_IN		BIT(3)
#define IO_STRING	BIT(4)
#define IO_REP		BIT(5)

/*
 * INS which the parent is to feed by what it puts into run->bytes: as many elements as have
 * room there and in the page. The guest's registers move on at once.
 */
static bool feed(struct vp *vp, uint64_t q)
{
	uint64_t to = vmread(GUEST_LINEAR_ADDRESS), room = PAGE_SIZE - to % PAGE_SIZE;
	unsigned int width = vmread(VMX_INSTRUCTION_INFO) >> 7 & 3;	/* of addresses */
	uint64_t mask = width == 2 ? ~0UL : 0xffffffff, size = IO_SIZE(q);
	uint64_t n = q & IO_REP ? vp->gpr[RCX] & mask : 1;

	if (room > sizeof(vp->run->bytes))
		room = sizeof(vp->run->bytes);
	if (n > room / size)
		n = room / size;
	if (!(q & IO_IN) || !n || !width || vmread(GUEST_RFLAGS) & X86_EFLAGS_DF ||
	    !child_linear(vp, to, LUCID_RIGHT_WRITE))
		return false;
	vp->run->io_flags |= LUCID_IO_FEED;
	vp->run->count = (uint32_t)n;
	vp->pending = VP_PENDING_INS;
	vp->pending_size = (uint8_t)(n * size);
	vp->ins_to = to;
	vp->gpr[RDI] = (vp->gpr[RDI] + n * size) & mask;
	if (q & IO_REP)
		vp->gpr[RCX] = (vp->gpr[RCX] - n) & mask;
	return q & IO_REP && vp->gpr[RCX] ? true : child_next();
}

/*
 * OUTS is only told, and not carried out. Else an OUT is done, and an IN when vp_run is
 * called again.
 */
bool child_io(struct vp *vp)
{
	uint64_t q = vmread(EXIT_QUALIFICATION);
	struct lucid_run *run = vp->run;

	run->io_port = (uint16_t)(q >> 16);
	run->io_size = IO_SIZE(q);
	run->io_flags = (q & IO_IN ? LUCID_IO_IN : 0) | (q & IO_STRING ? LUCID_IO_STRING : 0) |
			(q & IO_REP ? LUCID_IO_REP : 0);
	run->data = 0;
	if (q & IO_STRING) {
		if (!feed(vp, q))
			run->count = q & IO_REP ? (uint32_t)vp->gpr[RCX] : 1;
		return child_leave(vp, LUCID_EXIT_IO);
	}
	if (q & IO_IN) {
		vp->pending = VP_PENDING_IN;
		vp->pending_size = IO_SIZE(q);
	} else {
		run->data = vp->gpr[RAX] & (BIT(8 * IO_SIZE(q)) - 1);
	}
	child_next();
	return child_leave(vp, LUCID_EXIT_IO);
}

static void complete_in(struct vp *vp)
{
	uint64_t data = READ_ONCE(vp->run->data);
	uint64_t mask = vp->pending_size == 4 ? ~0UL : BIT(8 * vp->pending_size) - 1;

	/* Only the bytes asked for change, but for 32-bit ones. */
	vp->gpr[RAX] = (vp->gpr[RAX] & ~mask) | ((uint32_t)data & mask);
}

static void complete_ins(struct vp *vp)
{
	void *to = child_linear(vp, vp->ins_to, LUCID_RIGHT_WRITE);

	if (to)
		memcpy(to, vp->run->bytes, vp->pending_size);
}

void child_complete(struct vp *vp)
{
	uint32_t count = READ_ONCE(vp->run->count);

	if (vp->pending == VP_PENDING_IN)
		complete_in(vp);
	else if (vp->pending == VP_PENDING_INS)
		complete_ins(vp);
	else if (count && count <= vp->pending_size)
		vmx_advance(count);
	vp->pending = VP_PENDING_NONE;
}
