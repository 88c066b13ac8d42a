/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ports: towards the child a vector of one of its VPs, or a latch while unbound;
 * towards the parent a bit in the run page.
 */
#include "hv/core/event.h"

unsigned int event_bind(struct partition *p, unsigned int port, uint32_t index,
			unsigned int vector)
{
	uint64_t *latch = &p->port_latch[port / 64];
	unsigned int status = LUCID_VP_OUT;

	spin_lock(&p->lock);
	p->port[port].vp = (uint8_t)index;
	p->port[port].vector = (uint8_t)vector;
	if (vector && *latch & BIT(port % 64)) {
		*latch &= ~BIT(port % 64);
		status = vp_raise(p->vp[index], vector);
	}
	spin_unlock(&p->lock);
	return status;
}

uint64_t event_inject(struct partition *p, unsigned int port)
{
	uint64_t target = 0;
	unsigned int vector;

	spin_lock(&p->lock);
	vector = p->port[port].vector;
	if (vector) {
		struct vp *vp = p->vp[p->port[port].vp];
		unsigned int status = vp_raise(vp, vector);

		target = status | (uint64_t)vp->index << 8 | 1UL << 16;
		if (status == LUCID_VP_RUNNING)
			target |= (uint64_t)READ_ONCE(vp->cpu) << 32;
	} else {
		p->port_latch[port / 64] |= BIT(port % 64);
	}
	spin_unlock(&p->lock);
	return target;
}

void event_raise(struct vp *vp, unsigned int port)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(vp->run->ports); i++)
		WRITE_ONCE(vp->run->ports[i], i == port / 64 ? BIT(port % 64) : 0);
	WRITE_ONCE(vp->run->exit, LUCID_EXIT_EVENT);
}
