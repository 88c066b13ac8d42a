/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is left of the PC/AT: interrupt controllers and timer that keep what is written and never
 * interrupt, and the ways to reset. chipset.c calls it under its lock.
 */
#ifndef LUCID_VMM_LEGACY_H
#define LUCID_VMM_LEGACY_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vmm/outcome.h"

struct legacy {
	struct outcome *outcome;
	uint8_t mask[2];	/* of the interrupt controllers */
	uint8_t left[2];	/* initialisation words that are still to come */
	uint8_t port_a;		/* system control */
	uint8_t port_b;
};

/* False: not its port. */
bool legacy_in(const struct legacy *l, unsigned int port, uint32_t *value);
bool legacy_out(struct legacy *l, unsigned int port, uint8_t value);

#endif
