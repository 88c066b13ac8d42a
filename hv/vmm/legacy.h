/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is left of the PC/AT: interrupt controllers that keep what is written and never interrupt,
 * the timer's channel 2, with which GRUB measures the TSC, and the ways to reset. chipset.c calls
 * it under its lock.
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
	uint16_t count;		/* of the timer's channel 2 */
	bool high;		/* the next byte of it is the high one */
	uint64_t since;		/* it counts since then, in ns */
};

/* Whether a one-shot of so many ticks that began @ns ago has run out; 0 is 65536. */
bool legacy_elapsed(uint16_t count, uint64_t ns);

/* False: not its port. */
bool legacy_in(const struct legacy *l, unsigned int port, uint32_t *value);
bool legacy_out(struct legacy *l, unsigned int port, uint8_t value);

#endif
