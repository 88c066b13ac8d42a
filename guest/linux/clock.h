/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lucid_clock.ko and lucid_ptp.ko share: the clock source, the clock page, and how to read
 * what somebody else writes between two values of a sequence word.
 */
#ifndef LUCID_GUEST_CLOCK_H
#define LUCID_GUEST_CLOCK_H

#include <linux/clocksource.h>

#include "lucid.h"

extern struct clocksource lucid_clock;

/* Our TSC when the wall clock of this partition, as it was given at creation, said @ns. */
int lucid_clock_tsc(u64 ns, u64 *tsc);

/* A whole copy of a structure that begins with its sequence word; false: it keeps changing. */
static inline bool lucid_clock_copy(void *to, const void *shared, u32 bytes)
{
	const u32 *word = shared;
	int tries;
	u32 seq;

	for (tries = 0; tries < 1000; tries++) {
		seq = lucid_load_acquire(word);
		lucid_copy_out64(to, shared, bytes);
		rmb();
		if (!(seq & 1) && READ_ONCE(*word) == seq)
			return true;
		cpu_relax();
	}
	return false;
}

#endif
