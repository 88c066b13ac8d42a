/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual processors: decodes and checks; core/vp.c does. Called by dispatch.c only.
 */
#include "hv/core/vp.h"
#include "hv/hcall/decode.h"
#include "spec/gen/hcall_table.h"

int64_t hc_vp_create(struct hcall *c)
{
	uint64_t hpa = c->arg[2], run = c->arg[3];

	if (bad_part(c->arg[0]))
		return hcall_inval(c, 1);
	if (bad_vp(c->arg[1]))
		return hcall_inval(c, 2);
	if (bad_hpa_run(hpa, LUCID_VP_PAGES))
		return hcall_inval(c, 3);
	if (run % PAGE_SIZE || (run >= hpa && run - hpa < LUCID_VP_PAGES * PAGE_SIZE))
		return hcall_inval(c, 4);
	return on_partition(c, p, vp_create(p, (uint32_t)c->arg[1], hpa, run));
}

/* Arguments part, vp; 0: good. */
static unsigned int bad_names(const uint64_t arg[6])
{
	if (bad_part(arg[0]))
		return 1;
	return bad_vp(arg[1]) ? 2 : 0;
}

int64_t hc_vp_set(struct hcall *c)
{
	unsigned int bad = bad_names(c->arg);

	if (bad)
		return hcall_inval(c, bad);
	return on_partition(c, p, vp_set(p, (uint32_t)c->arg[1]));
}

int64_t hc_vp_get(struct hcall *c)
{
	unsigned int bad = bad_names(c->arg);

	if (bad)
		return hcall_inval(c, bad);
	return on_partition(c, p, vp_get(p, (uint32_t)c->arg[1]));
}

int64_t hc_vp_run(struct hcall *c)
{
	unsigned int bad = bad_names(c->arg);
	struct vp *vp;
	int64_t status;

	if (bad)
		return hcall_inval(c, bad);
	/* Others may use the partition while the VP runs; that it runs keeps it alive. */
	status = on_partition(c, p, vp_start(p, (uint32_t)c->arg[1], &vp));
	if (status == LUCID_OK)
		c->res[0] = vp_run(vp);
	return status;
}
