// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kinds of device that a process of its own may serve: the VMM judges a child's answer by this,
 * the process makes the channels.
 */
#include "hv/vmm/device.h"

const struct device_kind blk_kind = {
	.name = "blk",
	.unit = 1,
	.sub_slot = { sizeof(struct lucid_blk_req), sizeof(struct lucid_blk_req) },
	.comp_slot = { sizeof(struct lucid_done), sizeof(struct lucid_done) },
	/* Who ignores these would write to a read-only disk, or lose data in our cache. */
	.required = LUCID_BLK_F_RO | LUCID_BLK_F_FLUSH,
};

const struct device_kind net_kind = {
	.name = "net",
	.unit = 2,
	.sub_slot = { sizeof(struct lucid_net_buf), sizeof(struct lucid_net_tx) },
	.comp_slot = { sizeof(struct lucid_net_frame), sizeof(struct lucid_done) },
};
