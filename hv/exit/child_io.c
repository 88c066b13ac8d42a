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
 * INS and OUTS are only told, and not carried out: the parent cannot reach the memory
 * they name. Else an OUT is done, and an IN when vp_run is called again.
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
		run->count = q & IO_REP ? (uint32_t)vp->gpr[RCX] : 1;
		return child_leave(vp, LUCID_EXIT_IO);
	}
	if (q & IO_IN) {
		vp->pending_in = true;
		vp->in_size = IO_SIZE(q);
	} else {
		run->data = vp->gpr[RAX] & (BIT(8 * IO_SIZE(q)) - 1);
	}
	child_next();
	return child_leave(vp, LUCID_EXIT_IO);
}
