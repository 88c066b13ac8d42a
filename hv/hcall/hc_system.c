/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child's wish to be stopped, handed to the parent. Called by dispatch.c only.
 */
#include "hv/core/vp.h"
#include "hv/hcall/hcall.h"
#include "spec/gen/hcall_table.h"

int64_t hc_system_stop(struct hcall *c)
{
	struct lucid_run *run = c->vp->run;

	if (c->arg[0] < LUCID_STOP_POWEROFF || c->arg[0] > LUCID_STOP_CRASH)
		return hcall_inval(c, 1);
	if (c->arg[1] >> 32)
		return hcall_inval(c, 2);
	WRITE_ONCE(run->exit, LUCID_EXIT_STOP);
	WRITE_ONCE(run->stop, (uint32_t)c->arg[0]);
	WRITE_ONCE(run->code, (uint32_t)c->arg[1]);
	c->leave = true;
	return LUCID_OK;
}
