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

enum lucid_partition_is {
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
static const uint16_t lucid_page_next[10] = {
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
		1U << LUCID_PAGE_SHARED |
		1U << LUCID_PAGE_RETURNING,
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
	[LUCID_PAGE_RETURNING] =
		1U << LUCID_PAGE_PARENT,
};

static inline int lucid_page_may(uint32_t from, uint32_t to)
{
	return from < 10 && to < 10 && (lucid_page_next[from] >> to & 1);
}

/* ---- A virtual processor ---- */

enum lucid_vp_is {
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

/* ---- An id of a channel, in the front end ---- */

enum lucid_id_is {
	LUCID_ID_IS_FREE = 0,
	LUCID_ID_IS_HELD = 1,
	LUCID_ID_IS_FLIGHT = 2,
};

/* The states that may follow each, as bits. */
static const uint16_t lucid_id_next[3] = {
	[LUCID_ID_IS_FREE] =
		1U << LUCID_ID_IS_HELD,
	[LUCID_ID_IS_HELD] =
		1U << LUCID_ID_IS_FREE |
		1U << LUCID_ID_IS_FLIGHT,
	[LUCID_ID_IS_FLIGHT] =
		1U << LUCID_ID_IS_HELD,
};

static inline int lucid_id_may(uint32_t from, uint32_t to)
{
	return from < 3 && to < 3 && (lucid_id_next[from] >> to & 1);
}

/* ---- One side's end of a channel ---- */

enum lucid_channel_is {
	LUCID_CHANNEL_IS_NONE = 0,
	LUCID_CHANNEL_IS_OPEN = 1,
	LUCID_CHANNEL_IS_CLOSED = 2,
};

/* The states that may follow each, as bits. */
static const uint16_t lucid_channel_next[3] = {
	[LUCID_CHANNEL_IS_NONE] =
		1U << LUCID_CHANNEL_IS_OPEN,
	[LUCID_CHANNEL_IS_OPEN] =
		1U << LUCID_CHANNEL_IS_CLOSED,
	[LUCID_CHANNEL_IS_CLOSED] =
		1U << LUCID_CHANNEL_IS_NONE,
};

static inline int lucid_channel_may(uint32_t from, uint32_t to)
{
	return from < 3 && to < 3 && (lucid_channel_next[from] >> to & 1);
}

/* ---- A device, the parent's entry ---- */

/* The states that may follow each, as bits. */
static const uint16_t lucid_dev_parent_next[5] = {
	[LUCID_STATE_CLOSED] =
		1U << LUCID_STATE_OFFERED,
	[LUCID_STATE_OFFERED] =
		1U << LUCID_STATE_CLOSED |
		1U << LUCID_STATE_READY |
		1U << LUCID_STATE_SUSPENDED |
		1U << LUCID_STATE_FAILED,
	[LUCID_STATE_READY] =
		1U << LUCID_STATE_CLOSED |
		1U << LUCID_STATE_OFFERED |
		1U << LUCID_STATE_SUSPENDED |
		1U << LUCID_STATE_FAILED,
	[LUCID_STATE_SUSPENDED] =
		1U << LUCID_STATE_CLOSED |
		1U << LUCID_STATE_OFFERED |
		1U << LUCID_STATE_FAILED,
	[LUCID_STATE_FAILED] =
		1U << LUCID_STATE_CLOSED |
		1U << LUCID_STATE_OFFERED,
};

static inline int lucid_dev_parent_may(uint32_t from, uint32_t to)
{
	return from < 5 && to < 5 && (lucid_dev_parent_next[from] >> to & 1);
}

/* ---- A device, the child's answer ---- */

/* The states that may follow each, as bits. */
static const uint16_t lucid_dev_child_next[5] = {
	[LUCID_STATE_CLOSED] =
		1U << LUCID_STATE_READY,
	[LUCID_STATE_READY] =
		1U << LUCID_STATE_CLOSED |
		1U << LUCID_STATE_FAILED,
	[LUCID_STATE_FAILED] =
		1U << LUCID_STATE_CLOSED,
};

static inline int lucid_dev_child_may(uint32_t from, uint32_t to)
{
	return from < 5 && to < 5 && (lucid_dev_child_next[from] >> to & 1);
}

#endif
