/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual processors: decodes and checks; core/vp.c does. Called by dispatch.c only.
 */
#include "hv/core/vp.h"
#include "hv/hcall/decode.h"
#include "spec/gen/hcall_table.h"

/* Argument vp; 0: good. */
static unsigned int bad_vp(const uint64_t arg[6])
{
	return arg[1] >= LUCID_MAX_VPS ? 2 : 0;
}

/* Arguments vp, hpa, run; 0: good. */
static unsigned int bad_new(const uint64_t arg[6])
{
	uint64_t hpa = arg[2], run = arg[3];

	if (bad_vp(arg))
		return 2;
	if (bad_hpa_run(hpa, LUCID_VP_PAGES))
		return 3;
	return run % PAGE_SIZE || (run >= hpa && run - hpa < LUCID_VP_PAGES * PAGE_SIZE) ? 4 : 0;
}

int64_t hc_vp_create(struct hcall *c)
{
	return on_partition(c, bad_new(c->arg), p,
			    vp_create(p, (uint32_t)c->arg[1], c->arg[2], c->arg[3]));
}

int64_t hc_vp_set(struct hcall *c)
{
	return on_partition(c, bad_vp(c->arg), p, vp_set(p, (uint32_t)c->arg[1]));
}

int64_t hc_vp_get(struct hcall *c)
{
	return on_partition(c, bad_vp(c->arg), p, vp_get(p, (uint32_t)c->arg[1]));
}

int64_t hc_vp_run(struct hcall *c)
{
	struct vp *vp;
	int64_t status;

	/* Others may use the partition while the VP runs; that it runs keeps it alive. */
	status = on_partition(c, bad_vp(c->arg), p, vp_start(p, (uint32_t)c->arg[1], &vp));
	if (status == LUCID_OK)
		c->res[0] = vp_run(vp);
	return status;
}
