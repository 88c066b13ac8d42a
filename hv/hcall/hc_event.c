/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ports: decodes and checks; core/event.c does. Called by dispatch.c only.
 */
#include "hv/core/event.h"
#include "hv/hcall/decode.h"
#include "spec/gen/hcall_table.h"

int64_t hc_event_bind(struct hcall *c)
{
	uint64_t port = c->arg[0], apic_id = c->arg[1], vector = c->arg[2];
	struct partition *p = c->vp->part;
	unsigned int status;

	if (port >= LUCID_MAX_PORTS)
		return hcall_inval(c, 1);
	if (vector == 0 && apic_id != 0)
		return hcall_inval(c, 2);
	if (vector > 255 || (vector > 0 && vector < 32))
		return hcall_inval(c, 3);
	if (vector && (apic_id >= LUCID_MAX_VPS || !load_acquire(&p->vp[apic_id])))
		return LUCID_E_NOENT;
	status = event_bind(p, (unsigned int)port, (uint32_t)apic_id, (unsigned int)vector);
	/* A latched event went to another VP, which only the parent can rouse. */
	if (status != LUCID_VP_OUT && apic_id != c->vp->index) {
		WRITE_ONCE(c->vp->run->exit, LUCID_EXIT_KICK);
		WRITE_ONCE(c->vp->run->vps, BIT(apic_id));
		c->leave = true;
	}
	return LUCID_OK;
}

int64_t hc_event_raise(struct hcall *c)
{
	if (c->arg[0] >= LUCID_MAX_PORTS)
		return hcall_inval(c, 1);
	event_raise(c->vp, (unsigned int)c->arg[0]);
	c->leave = true;
	return LUCID_OK;
}

static int64_t inject(struct partition *p, unsigned int port, uint64_t *target)
{
	if (p->dying)
		return LUCID_E_STATE;
	*target = event_inject(p, port);
	return LUCID_OK;
}

int64_t hc_event_inject(struct hcall *c)
{
	return on_partition(c, c->arg[1] >= LUCID_MAX_PORTS ? 2 : 0, p,
			    inject(p, (unsigned int)c->arg[1], &c->res[0]));
}
