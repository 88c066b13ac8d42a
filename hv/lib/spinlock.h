/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ticket lock. The hypervisor runs with interrupts off and never sleeps, so this
 * is its only lock. Lock order: partition table, partition, memory, VP.
 */
#ifndef HV_LIB_SPINLOCK_H
#define HV_LIB_SPINLOCK_H

#include "hv/lib/types.h"

struct spinlock {
	uint32_t next;
	uint32_t owner;
};

static inline void spin_lock(struct spinlock *l)
{
	uint32_t me = __atomic_fetch_add(&l->next, 1, __ATOMIC_RELAXED);

	while (load_acquire(&l->owner) != me)
		__builtin_ia32_pause();
}

static inline void spin_unlock(struct spinlock *l)
{
	store_release(&l->owner, l->owner + 1);
}

#endif
