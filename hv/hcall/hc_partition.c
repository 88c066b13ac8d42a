/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Partitions: decodes and checks; core/partition.c does. Called by dispatch.c only.
 */
#include "hv/hcall/decode.h"
#include "spec/gen/hcall_table.h"

int64_t hc_partition_create(struct hcall *c)
{
	struct partition_args args = {
		.hpa = c->arg[0],
		.flags = c->arg[1],
		.dir_gpa = c->arg[2],
		.dir_pages = c->arg[3],
		.wall_ns = c->arg[4],
	};

	if (bad_hpa_run(args.hpa, 1))
		return hcall_inval(c, 1);
	if (args.flags & ~(uint64_t)LUCID_PARTITION_OPEN)
		return hcall_inval(c, 2);
	if (bad_gpa(args.dir_gpa))
		return hcall_inval(c, 3);
	if (args.dir_pages >> 32)
		return hcall_inval(c, 4);
	return partition_create(&args, &c->res[0]);
}

int64_t hc_partition_destroy(struct hcall *c)
{
	return on_partition(c, 0, p, partition_destroy(p));
}

static int64_t info(const struct partition *p, uint64_t res[2])
{
	res[0] = p->pages;
	res[1] = p->pool_count;
	return LUCID_OK;
}

int64_t hc_partition_info(struct hcall *c)
{
	return on_partition(c, 0, p, info(p, c->res));
}
