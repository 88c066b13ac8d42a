/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rule by which remote TLBs are flushed without IPIs (DESIGN 3.7). Whoever takes
 * a right away changes the entries, then calls tlb_stamp() and tags the page with
 * the result; the page moves on when tlb_passed(tag). Before every VM entry a CPU
 * calls tlb_stale(); if it says so, it does an all-context INVEPT and then calls
 * tlb_publish() with the generation it was told.
 */
#ifndef HV_CORE_TLB_H
#define HV_CORE_TLB_H

#include "hv/lib/types.h"

#define MAX_CPUS 64

struct tlb {
	uint64_t generation;
	/* One more than what each CPU has published; 0 while it has not started. */
	struct {
		uint64_t seen;
	} __aligned(64) cpu[MAX_CPUS];
};

extern struct tlb tlb;

/* New generation, after a fence: the tag for what was just taken away. */
uint64_t tlb_stamp(void);
/* Has every CPU that started invalidated since @tag? The low 40 bits of a stamp will do. */
bool tlb_passed(uint64_t tag);
/* A CPU joins: it will invalidate before its first entry, and counts from now on. */
void tlb_join(unsigned int cpu);

/* True when this CPU must invalidate; *@gen is then to be published. */
static inline bool tlb_stale(unsigned int cpu, uint64_t *gen)
{
	*gen = load_acquire(&tlb.generation);
	return *gen + 1 != tlb.cpu[cpu].seen;
}

static inline void tlb_publish(unsigned int cpu, uint64_t gen)
{
	store_release(&tlb.cpu[cpu].seen, gen + 1);
}

#endif
