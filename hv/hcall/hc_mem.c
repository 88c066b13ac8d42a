/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory: decodes and checks; core/mem.c, share.c and reclaim.c do. Called by
 * dispatch.c only.
 */
#include "hv/core/mem.h"
#include "hv/core/rights.h"
#include "hv/core/vp.h"
#include "hv/hcall/decode.h"
#include "spec/gen/hcall_table.h"

/* Arguments gpa, hpa, n of MEM_DONATE and MEM_LEND; 0: good. */
static unsigned int bad_give(const uint64_t arg[6])
{
	if (bad_gpa(arg[1]))
		return 2;
	if (bad_count(arg[3]))
		return arg[2] % PAGE_SIZE ? 3 : 4;
	if (bad_gpa_run(arg[1], arg[3]))
		return 2;
	return bad_hpa_run(arg[2], arg[3]) ? 3 : 0;
}

/* Arguments gpa, n from number @first on; 0: good. */
static unsigned int bad_run(const uint64_t arg[6], unsigned int first)
{
	uint64_t gpa = arg[first - 1], n = arg[first];

	if (bad_gpa(gpa))
		return first;
	if (bad_count(n))
		return first + 1;
	return bad_gpa_run(gpa, n) ? first : 0;
}

/* Arguments hpa, n of MEM_POOL and MEM_RECLAIM; 0: good. */
static unsigned int bad_frames(const uint64_t arg[6])
{
	if (arg[1] % PAGE_SIZE)
		return 2;
	if (bad_count(arg[2]))
		return 3;
	return bad_hpa_run(arg[1], arg[2]) ? 2 : 0;
}

int64_t hc_mem_donate(struct hcall *c)
{
	return on_partition(c, bad_give(c->arg), p, mem_donate(p, c->arg[1], c->arg[2], c->arg[3]));
}

static bool bad_rights(uint64_t rights)
{
	return rights != RIGHTS_RO && rights != RIGHTS_RW && rights != RIGHTS_RX;
}

int64_t hc_mem_lend(struct hcall *c)
{
	unsigned int bad = bad_give(c->arg);

	if (!bad && bad_rights(c->arg[4]))
		bad = 5;
	return on_partition(c, bad, p, mem_lend(p, c->arg[1], c->arg[2], c->arg[3],
						(unsigned int)c->arg[4]));
}

int64_t hc_mem_settle(struct hcall *c)
{
	return on_partition(c, bad_run(c->arg, 2), p, mem_settle(p, c->arg[1], c->arg[2],
							  &c->res[0]));
}

int64_t hc_mem_pool(struct hcall *c)
{
	return on_partition(c, bad_frames(c->arg), p, mem_pool(p, c->arg[1], c->arg[2]));
}

int64_t hc_mem_reclaim(struct hcall *c)
{
	return on_partition(c, bad_frames(c->arg), p,
			    mem_reclaim(p, c->arg[1], c->arg[2], &c->res[0]));
}

int64_t hc_mem_release(struct hcall *c)
{
	return on_partition(c, bad_run(c->arg, 2), p, mem_release(p, c->arg[1], c->arg[2]));
}

int64_t hc_mem_query(struct hcall *c)
{
	return on_partition(c, bad_gpa(c->arg[1]) ? 2 : 0, p,
			    mem_query(p, c->arg[1], &c->res[0], &c->res[1]));
}

int64_t hc_mem_share(struct hcall *c)
{
	unsigned int bad = bad_run(c->arg, 1);
	uint64_t rights = c->arg[2];

	if (bad)
		return hcall_inval(c, bad);
	if (rights != RIGHTS_RO && rights != RIGHTS_RW)
		return hcall_inval(c, 3);
	return mem_share(c->vp->part, c->arg[0], c->arg[1], (unsigned int)rights);
}

/* A call of the child that the parent has to go on with at once. */
static int64_t then_sync(struct hcall *c,
			 int64_t (*call)(struct partition *p, uint64_t gpa, uint64_t n))
{
	unsigned int bad = bad_run(c->arg, 1);
	struct lucid_run *run = c->vp->run;
	int64_t status;

	if (bad)
		return hcall_inval(c, bad);
	status = call(c->vp->part, c->arg[0], c->arg[1]);
	if (status == LUCID_OK) {
		WRITE_ONCE(run->exit, LUCID_EXIT_SYNC);
		WRITE_ONCE(run->gpa, c->arg[0]);
		WRITE_ONCE(run->count, (uint32_t)c->arg[1]);
		c->leave = true;
	}
	return status;
}

int64_t hc_mem_unshare(struct hcall *c)
{
	return then_sync(c, mem_unshare);
}

int64_t hc_mem_return(struct hcall *c)
{
	return then_sync(c, mem_return);
}

int64_t hc_mem_state(struct hcall *c)
{
	uint64_t hpa;	/* not for the child to know */

	if (bad_gpa(c->arg[0]))
		return hcall_inval(c, 1);
	return mem_query(c->vp->part, c->arg[0], &c->res[0], &hpa);
}
