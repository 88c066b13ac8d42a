/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The state machines as tables: which state may follow which. For hypervisor, parent, guests
 * and tests; C only. Made by tools/abigen from the TOML files in spec/: change those, not this
 * file.
 */
#ifndef LUCID_STATES_H
#define LUCID_STATES_H

#include "lucid_abi.h"

/* ---- A partition ---- */

enum lucid_partition {
	LUCID_PARTITION_IS_NONE = 0,
	LUCID_PARTITION_IS_ALIVE = 1,
	LUCID_PARTITION_IS_DYING = 2,
};

/* The states that may follow each, as bits. */
static const uint16_t lucid_partition_next[3] = {
	[LUCID_PARTITION_IS_NONE] =
		1U << LUCID_PARTITION_IS_ALIVE,
	[LUCID_PARTITION_IS_ALIVE] =
		1U << LUCID_PARTITION_IS_DYING,
	[LUCID_PARTITION_IS_DYING] =
		1U << LUCID_PARTITION_IS_NONE |
		1U << LUCID_PARTITION_IS_DYING,
};

static inline int lucid_partition_may(uint32_t from, uint32_t to)
{
	return from < 3 && to < 3 && (lucid_partition_next[from] >> to & 1);
}

/* ---- A page of RAM ---- */

/* The states that may follow each, as bits. */
static const uint16_t lucid_page_next[9] = {
	[LUCID_PAGE_HV] =
		1U << LUCID_PAGE_PARENT,
	[LUCID_PAGE_PARENT] =
		1U << LUCID_PAGE_LENT |
		1U << LUCID_PAGE_SHARED |
		1U << LUCID_PAGE_PENDING |
		1U << LUCID_PAGE_TAKEN,
	[LUCID_PAGE_LENT] =
		1U << LUCID_PAGE_PARENT,
	[LUCID_PAGE_CHILD] =
		1U << LUCID_PAGE_PARENT |
		1U << LUCID_PAGE_SHARED,
	[LUCID_PAGE_SHARED] =
		1U << LUCID_PAGE_PARENT |
		1U << LUCID_PAGE_SHARED |
		1U << LUCID_PAGE_REVOKING,
	[LUCID_PAGE_REVOKING] =
		1U << LUCID_PAGE_PARENT |
		1U << LUCID_PAGE_PENDING,
	[LUCID_PAGE_PENDING] =
		1U << LUCID_PAGE_PARENT |
		1U << LUCID_PAGE_CHILD,
	[LUCID_PAGE_TAKEN] =
		1U << LUCID_PAGE_HV |
		1U << LUCID_PAGE_PARENT,
};

static inline int lucid_page_may(uint32_t from, uint32_t to)
{
	return from < 9 && to < 9 && (lucid_page_next[from] >> to & 1);
}

/* ---- A virtual processor ---- */

enum lucid_vp {
	LUCID_VP_IS_NONE = 0,
	LUCID_VP_IS_WAIT_SIPI = 1,
	LUCID_VP_IS_OUT = 2,
	LUCID_VP_IS_RUNNING = 3,
	LUCID_VP_IS_HALTED = 4,
	LUCID_VP_IS_STOPPED = 5,
};

/* The states that may follow each, as bits. */
static const uint16_t lucid_vp_next[6] = {
	[LUCID_VP_IS_NONE] =
		1U << LUCID_VP_IS_WAIT_SIPI |
		1U << LUCID_VP_IS_OUT,
	[LUCID_VP_IS_WAIT_SIPI] =
		1U << LUCID_VP_IS_OUT |
		1U << LUCID_VP_IS_RUNNING,
	[LUCID_VP_IS_OUT] =
		1U << LUCID_VP_IS_WAIT_SIPI |
		1U << LUCID_VP_IS_RUNNING,
	[LUCID_VP_IS_RUNNING] =
		1U << LUCID_VP_IS_WAIT_SIPI |
		1U << LUCID_VP_IS_OUT |
		1U << LUCID_VP_IS_HALTED |
		1U << LUCID_VP_IS_STOPPED,
	[LUCID_VP_IS_HALTED] =
		1U << LUCID_VP_IS_RUNNING,
};

static inline int lucid_vp_may(uint32_t from, uint32_t to)
{
	return from < 6 && to < 6 && (lucid_vp_next[from] >> to & 1);
}

#endif
