/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ports of a partition, as spec/event.toml has them. hcall/ checks the arguments and
 * calls; mem.c injects port 0.
 */
#ifndef HV_CORE_EVENT_H
#define HV_CORE_EVENT_H

#include "hv/core/vp.h"

/*
 * Bind @port to @vector of VP @index, which exists; vector 0 unbinds. Delivers what was
 * latched. Tells the status of the VP if that was so, LUCID_VP_OUT if not.
 */
unsigned int event_bind(struct partition *p, unsigned int port, uint32_t index,
			unsigned int vector);
/* The result word of EVENT_INJECT. The caller holds the partition, which is not dying. */
uint64_t event_inject(struct partition *p, unsigned int port);
/* Put @port into the run page, for LUCID_EXIT_EVENT. */
void event_raise(struct vp *vp, unsigned int port);

#endif
