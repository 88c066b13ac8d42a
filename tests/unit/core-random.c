// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that no sequence of hypercalls, good or bad, by parent and children, on two CPUs that
 * enter when they like, breaks the invariants of pages [MEM-1] [MEM-4] [MEM-6] [MEM-8], and
 * that everything can be given back. Does not prove anything about calls that are in progress
 * at the same time.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "invariants.h"
#include "random-args.h"

#define STEPS	50000

static unsigned int good[ARRAY_SIZE(calls)];

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
	if (any(20) == 0)
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
	status = call(vp, calls[i].call, arg);
	while (status == LUCID_E_AGAIN && any(6)) {
		enter_touching(!fake_cpu);
		status = call(vp, calls[i].call, arg);
	}
	if (status == LUCID_OK)
		good[i]++;
	/* Too early, most often: the other CPU has not been in. */
	if (calls[i].call == LUCID_HC_MEM_DONATE && any(2))
		call(NULL, LUCID_HC_MEM_SETTLE, (uint64_t[6]){ arg[0], arg[1], arg[3] });
	if (calls[i].call == LUCID_HC_MEM_RETURN && status == LUCID_OK && any(2))
		call(NULL, LUCID_HC_MEM_SETTLE, (uint64_t[6]){ vp->part->id, arg[0], arg[1] });
	if (calls[i].call == LUCID_HC_MEM_RELEASE && any(2))
		call(NULL, LUCID_HC_MEM_SETTLE, arg);
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
