/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's clock as children see it: struct lucid_wall, brought up to date every second and
 * whenever the clock is set. Only the main thread calls these.
 */
#ifndef LUCID_VMM_WALL_H
#define LUCID_VMM_WALL_H

#include <stdint.h>

#include "spec/gen/lucid_abi.h"

/* A reading of a clock, and of the TSC at that moment. */
struct wall_pair {
	uint64_t tsc;
	uint64_t ns;
};

struct wall {
	struct lucid_wall *page;	/* the child may read it */
	struct wall_pair first;		/* of CLOCK_REALTIME */
	struct wall_pair last;		/* of CLOCK_MONOTONIC: it is slewed, but never set */
	uint64_t rate;
	int timer;			/* readable when it is time for wall_update() */
};

/* Right after the partition was created: the child knows its own TSC of about then. */
void wall_begin(struct wall *w);

/* Publishes for the first time; khz is what the TSC is said to have. 0, or -1 with errno. */
int wall_start(struct wall *w, struct lucid_wall *page, uint32_t khz);

/* Publishes what the clock says now, and sets the timer. */
void wall_update(struct wall *w);

/* Nanoseconds in a tick, times 2^32, from one reading of a clock to the next. */
uint64_t wall_rate(const struct wall_pair *from, const struct wall_pair *to);

#endif
