// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that no sequence of hypercalls, good or bad, by parent and children, on two CPUs that
 * enter when they like, breaks the invariants of pages, and that everything can be given
 * back. Does not prove anything about calls that are in progress at the same time.
 */
/* sources: hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c hv/core/reclaim.c */
/* sources: hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "invariants.h"

#define STEPS	50000
#define USED	192		/* frames that take part */

/* Arguments: p partition, g GPA, h HPA, n count, r rights, v VP, o port, x vector, 0 zero. */
static const struct {
	uint64_t call;
	const char *args;
	unsigned int weight;
} calls[] = {
	{ LUCID_HC_PARTITION_CREATE, "h0g00", 1 }, { LUCID_HC_PARTITION_DESTROY, "p", 1 },
	{ LUCID_HC_PARTITION_INFO, "p", 1 }, { LUCID_HC_MEM_DONATE, "pghn", 20 },
	{ LUCID_HC_MEM_SETTLE, "pgn", 20 }, { LUCID_HC_MEM_LEND, "pghnr", 4 },
	{ LUCID_HC_MEM_POOL, "phn", 10 }, { LUCID_HC_MEM_RECLAIM, "phn", 15 },
	{ LUCID_HC_MEM_RELEASE, "pgn", 10 }, { LUCID_HC_MEM_QUERY, "pg", 1 },
	{ LUCID_HC_VP_CREATE, "pvhh", 6 }, { LUCID_HC_VP_SET, "pv", 1 },
	{ LUCID_HC_VP_GET, "pv", 1 }, { LUCID_HC_VP_RUN, "pv", 2 },
	{ LUCID_HC_EVENT_INJECT, "po", 2 }, { LUCID_HC_MEM_SHARE, "gnr", 30 },
	{ LUCID_HC_MEM_UNSHARE, "gn", 15 }, { LUCID_HC_MEM_STATE, "g", 1 },
	{ LUCID_HC_EVENT_BIND, "ovx", 2 }, { LUCID_HC_EVENT_RAISE, "o", 1 },
	{ LUCID_HC_CLOCK_ENABLE, "g", 1 },
};

static unsigned int good[ARRAY_SIZE(calls)];

static uint64_t any(uint64_t below)
{
	static uint64_t x = 88172645463325252UL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (x >> 11) % below;
}

static uint64_t argument(char kind)
{
	if (any(200) == 0)
		return any(2) ? any(UINT64_MAX) : PAGE_SIZE * any(UINT32_MAX);
	switch (kind) {
	case 'p':
		return any(4);
	case 'g':
		return PAGE_SIZE * (any(40) ? any(12) : any(2) ? 0xfedff : 0x7fffffe);
	case 'h':
		return PAGE_SIZE * (any(80) ? HV_FRAMES + any(USED) : any(2) ? any(40) : FRAMES - 2);
	case 'n':
		return any(20) ? 1 + any(2) : any(600);
	case 'r':
		return any(10) ? 1 + 2 * any(2) : any(9);
	case 'v':
		return any(20) ? any(2) : any(17);
	case 'o':
		return any(20) ? any(3) : any(300);
	case 'x':
		return any(4) ? 32 + any(224) : any(300);
	}
	return any(3) == 0;
}

/* A VP to make a child's call, NULL if there is none. */
static struct vp *caller(void)
{
	struct partition *p = partition_get(1 + any(3));
	struct vp *vp = NULL;

	if (p) {
		vp = p->vp[any(2)];
		partition_put(p->id);
	}
	return vp;
}

/* One call on one CPU, while the other is in the parent and touches everything. */
static int64_t call(struct vp *vp, uint64_t number, const uint64_t arg[6])
{
	int64_t status;

	fake_cpu = (unsigned int)any(2);
	status = hypercall(vp, number, arg);
	touch_all(!fake_cpu);
	enter_touching(fake_cpu);
	if (any(3) == 0)
		enter_touching(!fake_cpu);
	return status;
}

static void step(unsigned int i)
{
	bool childs = calls[i].args[0] == 'g' || calls[i].args[0] == 'o';
	struct vp *vp = childs ? caller() : NULL;
	uint64_t arg[6] = { 0 };
	int64_t status;

	if ((childs && !vp) || (calls[i].call == LUCID_HC_PARTITION_DESTROY && any(8)))
		return;
	for (unsigned int a = 0; calls[i].args[a]; a++)
		arg[a] = argument(calls[i].args[a]);
	if (vp)
		vp->running = 1;
	do
		status = call(vp, calls[i].call, arg);
	while (status == LUCID_E_AGAIN && any(6));
	if (status == LUCID_OK)
		good[i]++;
	if (vp)
		vp->running = 0;
}

static void end(uint64_t id)
{
	parent(PARTITION_DESTROY, id);
	/* Twice, since the control page is refused as long as there are others. */
	for (int twice = 0; twice < 2; twice++)
		for (uint64_t f = HV_FRAMES; f < FRAMES; f++)
			parent(MEM_RECLAIM, id, f * PAGE_SIZE, 1);
}

static void give_all_back(void)
{
	for (uint64_t id = 1; id <= LUCID_MAX_PARTITIONS; id++)
		end(id);
	/* A page that is TAKEN by nobody becomes a partition, as it was asked to. */
	for (uint64_t f = HV_FRAMES; f < FRAMES; f++) {
		if (table[f].state != LUCID_PAGE_TAKEN)
			continue;
		assert_int_equal(parent_again(PARTITION_CREATE, f * PAGE_SIZE), LUCID_OK);
		end(rdx);
	}
	for (uint64_t f = HV_FRAMES; f < FRAMES; f++)
		assert_true(table[f].state == LUCID_PAGE_PARENT && table[f].use == 0);
	check_invariants();
}

static void random_calls(void **state)
{
	unsigned int sum = 0;

	(void)state;
	fake_boot();
	for (unsigned int i = 0; i < ARRAY_SIZE(calls); i++)
		sum += calls[i].weight;
	for (unsigned int s = 0; s < STEPS; s++) {
		unsigned int pick = (unsigned int)any(sum), i = 0;

		while (pick >= calls[i].weight)
			pick -= calls[i++].weight;
		step(i);
		check_invariants();
		if (s % 5000 == 4999)
			give_all_back();
	}
	/* Else it would prove little. */
	for (unsigned int i = 0; i < ARRAY_SIZE(calls); i++)
		assert_true(good[i] >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(random_calls) };

	return cmocka_run_group_tests_name("core-random", tests, NULL, NULL);
}
