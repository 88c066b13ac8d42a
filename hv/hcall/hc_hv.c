/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls about the hypervisor itself: ping, log. Called by dispatch.c only.
 */
#include "hv/hcall/hcall.h"
#include "hv/lib/log.h"
#include "spec/gen/hcall_table.h"

int64_t hc_hv_ping(struct hcall *c)
{
	(void)c;
	return LUCID_OK;
}

int64_t hc_hv_log(struct hcall *c)
{
	c->res[0] = log_hpa;
	c->res[1] = log_size;
	return LUCID_OK;
}
