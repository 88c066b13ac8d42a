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
	struct partition *p;
	int64_t status;

	if (bad_part(c->arg[0]))
		return hcall_inval(c, 1);
	if (bad_vp(c->arg[1]))
		return hcall_inval(c, 2);
	if (bad_hpa_run(hpa, LUCID_VP_PAGES))
		return hcall_inval(c, 3);
	if (run % PAGE_SIZE || (run >= hpa && run - hpa < LUCID_VP_PAGES * PAGE_SIZE))
		return hcall_inval(c, 4);
	p = partition_get(c->arg[0]);
	if (!p)
		return LUCID_E_NOENT;
	status = vp_create(p, (uint32_t)c->arg[1], hpa, run);
	partition_put(c->arg[0]);
	return status;
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
	struct partition *p;
	int64_t status;

	if (bad)
		return hcall_inval(c, bad);
	p = partition_get(c->arg[0]);
	if (!p)
		return LUCID_E_NOENT;
	status = vp_set(p, (uint32_t)c->arg[1]);
	partition_put(c->arg[0]);
	return status;
}

int64_t hc_vp_get(struct hcall *c)
{
	unsigned int bad = bad_names(c->arg);
	struct partition *p;
	int64_t status;

	if (bad)
		return hcall_inval(c, bad);
	p = partition_get(c->arg[0]);
	if (!p)
		return LUCID_E_NOENT;
	status = vp_get(p, (uint32_t)c->arg[1]);
	partition_put(c->arg[0]);
	return status;
}

int64_t hc_vp_run(struct hcall *c)
{
	unsigned int bad = bad_names(c->arg);
	struct partition *p;
	struct vp *vp;
	int64_t status;

	if (bad)
		return hcall_inval(c, bad);
	p = partition_get(c->arg[0]);
	if (!p)
		return LUCID_E_NOENT;
	status = vp_start(p, (uint32_t)c->arg[1], &vp);
	/* Others may use the partition while the VP runs; that it runs keeps it alive. */
	partition_put(c->arg[0]);
	if (status == LUCID_OK)
		c->res[0] = vp_run(vp);
	return status;
}
