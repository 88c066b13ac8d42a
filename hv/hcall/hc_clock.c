/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock page: decodes and checks; core/clock.c does. Called by dispatch.c only.
 */
#include "hv/core/clock.h"
#include "hv/core/vp.h"
#include "hv/hcall/decode.h"
#include "spec/gen/hcall_table.h"

int64_t hc_clock_enable(struct hcall *c)
{
	if (bad_gpa(c->arg[0]))
		return hcall_inval(c, 1);
	return clock_enable(c->vp, c->arg[0]);
}

int64_t hc_clock_disable(struct hcall *c)
{
	clock_disable(c->vp->part);
	return LUCID_OK;
}
