/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The hypervisor's dispatch table by call number, for hv/hcall only. An empty slot is an
 * undefined call. Made by tools/abigen from the TOML files in spec/: change those, not this
 * file.
 */
#ifndef HCALL_TABLE_H
#define HCALL_TABLE_H

#include "lucid_abi.h"

struct hcall;

#define HCALL_LIMIT			0x60
#define HCALL_PARENT			1
#define HCALL_CHILD			2

struct hcall_entry {
	int64_t (*handler)(struct hcall *c);
	uint8_t nargs;		/* arguments after these are reserved: must be zero */
	uint8_t callers;	/* HCALL_PARENT, HCALL_CHILD */
};

int64_t hc_hv_ping(struct hcall *c);
int64_t hc_hv_log(struct hcall *c);
int64_t hc_partition_create(struct hcall *c);
int64_t hc_partition_destroy(struct hcall *c);
int64_t hc_partition_info(struct hcall *c);
int64_t hc_mem_donate(struct hcall *c);
int64_t hc_mem_settle(struct hcall *c);
int64_t hc_mem_lend(struct hcall *c);
int64_t hc_mem_pool(struct hcall *c);
int64_t hc_mem_reclaim(struct hcall *c);
int64_t hc_mem_release(struct hcall *c);
int64_t hc_mem_query(struct hcall *c);
int64_t hc_mem_share(struct hcall *c);
int64_t hc_mem_unshare(struct hcall *c);
int64_t hc_mem_state(struct hcall *c);
int64_t hc_mem_return(struct hcall *c);
int64_t hc_vp_create(struct hcall *c);
int64_t hc_vp_set(struct hcall *c);
int64_t hc_vp_get(struct hcall *c);
int64_t hc_vp_run(struct hcall *c);
int64_t hc_event_bind(struct hcall *c);
int64_t hc_event_raise(struct hcall *c);
int64_t hc_event_inject(struct hcall *c);
int64_t hc_system_stop(struct hcall *c);
int64_t hc_console_write(struct hcall *c);
int64_t hc_clock_enable(struct hcall *c);
int64_t hc_clock_disable(struct hcall *c);

static const struct hcall_entry hcall_table[HCALL_LIMIT] = {
	[LUCID_HC_HV_PING] = { hc_hv_ping, 0, HCALL_PARENT | HCALL_CHILD },
	[LUCID_HC_HV_LOG] = { hc_hv_log, 0, HCALL_PARENT },
	[LUCID_HC_PARTITION_CREATE] = { hc_partition_create, 5, HCALL_PARENT },
	[LUCID_HC_PARTITION_DESTROY] = { hc_partition_destroy, 1, HCALL_PARENT },
	[LUCID_HC_PARTITION_INFO] = { hc_partition_info, 1, HCALL_PARENT },
	[LUCID_HC_MEM_DONATE] = { hc_mem_donate, 4, HCALL_PARENT },
	[LUCID_HC_MEM_SETTLE] = { hc_mem_settle, 3, HCALL_PARENT },
	[LUCID_HC_MEM_LEND] = { hc_mem_lend, 5, HCALL_PARENT },
	[LUCID_HC_MEM_POOL] = { hc_mem_pool, 3, HCALL_PARENT },
	[LUCID_HC_MEM_RECLAIM] = { hc_mem_reclaim, 3, HCALL_PARENT },
	[LUCID_HC_MEM_RELEASE] = { hc_mem_release, 3, HCALL_PARENT },
	[LUCID_HC_MEM_QUERY] = { hc_mem_query, 2, HCALL_PARENT },
	[LUCID_HC_MEM_SHARE] = { hc_mem_share, 3, HCALL_CHILD },
	[LUCID_HC_MEM_UNSHARE] = { hc_mem_unshare, 2, HCALL_CHILD },
	[LUCID_HC_MEM_STATE] = { hc_mem_state, 1, HCALL_CHILD },
	[LUCID_HC_MEM_RETURN] = { hc_mem_return, 2, HCALL_CHILD },
	[LUCID_HC_VP_CREATE] = { hc_vp_create, 4, HCALL_PARENT },
	[LUCID_HC_VP_SET] = { hc_vp_set, 2, HCALL_PARENT },
	[LUCID_HC_VP_GET] = { hc_vp_get, 2, HCALL_PARENT },
	[LUCID_HC_VP_RUN] = { hc_vp_run, 2, HCALL_PARENT },
	[LUCID_HC_EVENT_BIND] = { hc_event_bind, 3, HCALL_CHILD },
	[LUCID_HC_EVENT_RAISE] = { hc_event_raise, 1, HCALL_CHILD },
	[LUCID_HC_EVENT_INJECT] = { hc_event_inject, 2, HCALL_PARENT },
	[LUCID_HC_SYSTEM_STOP] = { hc_system_stop, 2, HCALL_CHILD },
	[LUCID_HC_CONSOLE_WRITE] = { hc_console_write, 5, HCALL_CHILD },
	[LUCID_HC_CLOCK_ENABLE] = { hc_clock_enable, 1, HCALL_CHILD },
	[LUCID_HC_CLOCK_DISABLE] = { hc_clock_disable, 0, HCALL_CHILD },
};

#endif
