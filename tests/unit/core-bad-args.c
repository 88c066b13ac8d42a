// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the generated table of bad arguments against the real calls: for every call and argument
 * the status and RDX are those of the specification, and nothing has changed. Every status of
 * every call comes up [ABI-4] [ABI-6] [ABI-8] [ABI-9] [ABI-10] [ABI-11]. Does not prove anything
 * about combinations of bad arguments.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#include "hv/core/clock.h"
#include "spec/gen/bad_args.h"

#define GPA	0x200000UL
#define PAGES	4UL		/* of the child: two private ones, two shared ones */
#define SHARED	(GPA + 2 * PAGE_SIZE)

static uint64_t base[LUCID_BASE_COUNT];
static uint64_t id;

static void boring_state(struct vp *vp)
{
	memset(vp->run, 0, sizeof(*vp->run));
}

/* A partition with memory, as most cases want it. */
static void plain(uint64_t flags, bool pool)
{
	fake_boot();
	clock_init(1000000);
	base[LUCID_BASE_CONTROL] = pages(0);
	assert_int_equal(parent_again(PARTITION_CREATE, pages(1), flags, 0x1000, 0, 0), LUCID_OK);
	id = base[LUCID_BASE_PART] = rdx;
	assert_int_equal(parent_again(VP_CREATE, id, 0, pages(4), pages(1)), LUCID_OK);
	base[LUCID_BASE_BUSY] = pages(0) - PAGE_SIZE;
	base[LUCID_BASE_HPA] = pages(514);
	base[LUCID_BASE_RUN] = pages(2);
	base[LUCID_BASE_GPA] = GPA;
	base[LUCID_BASE_SHARED_GPA] = SHARED;
	base[LUCID_BASE_GPA_END] = GPA + PAGES * PAGE_SIZE;
	base[LUCID_BASE_FREE_GPA] = 4 * GPA;
	base[LUCID_BASE_FRESH_GPA] = 2 * GPA;
	base[LUCID_BASE_RAM_END] = RAM_TOP;
	boring_state(part(id)->vp[0]);
	if (!pool)
		return;
	assert_int_equal(parent_again(MEM_POOL, id, pages(12), 12), LUCID_OK);
	base[LUCID_BASE_OWNED] = donate(id, GPA, PAGES);
	child(part(id)->vp[0], MEM_SHARE, SHARED, 2, RIGHTS_RW);
}

static void destroy(void)
{
	part(id)->vp[0]->running = 0;
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
}

static void fill_up(void)
{
	for (unsigned int i = 1; i < LUCID_MAX_PARTITIONS; i++)
		assert_int_equal(parent_again(PARTITION_CREATE, pages(1), 0, 0, 0, 0), LUCID_OK);
}

static void set_scene(unsigned int scene)
{
	struct vp *vp;

	plain(scene == LUCID_SCENE_OPEN ? LUCID_PARTITION_OPEN : 0, scene != LUCID_SCENE_NO_POOL);
	vp = part(id)->vp[0];
	switch (scene) {
	case LUCID_SCENE_DEAD:
		destroy();
		break;
	case LUCID_SCENE_RUNNING:
		vp->running = 1;
		break;
	case LUCID_SCENE_RAN:
		assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
		break;
	case LUCID_SCENE_STOPPED:
		vp->stopped = true;
		break;
	case LUCID_SCENE_STALE:
		assert_int_equal(parent(MEM_DONATE, id, 2 * GPA, pages(1), 1), LUCID_OK);
		break;
	case LUCID_SCENE_FULL:
		fill_up();
		break;
	case LUCID_SCENE_REVOKING:
		assert_int_equal(child(vp, MEM_UNSHARE, SHARED, 2), LUCID_OK);
		break;
	case LUCID_SCENE_CLOCK:
		assert_int_equal(child(vp, CLOCK_ENABLE, GPA), LUCID_OK);
		break;
	case LUCID_SCENE_SHARED_CLOCK:
		assert_int_equal(child(vp, CLOCK_ENABLE, SHARED), LUCID_OK);
		break;
	case LUCID_SCENE_WORN_OUT:
		page_of(base[LUCID_BASE_OWNED])->use = 0xff;
		break;
	case LUCID_SCENE_ODD_STATE:
		vp->run->state.cr3 = 1;
		break;
	}
}

/* All that a refused call might have changed. */
static struct {
	struct page table[FRAMES];
	unsigned int rights[FRAMES];
	uint8_t ram[sizeof(ram)];
} was;

static void remember(void)
{
	memcpy(was.table, table, sizeof(table));
	memcpy(was.ram, ram, sizeof(ram));
	for (uint64_t f = 0; f < FRAMES; f++)
		was.rights[f] = arch_parent_get(f * PAGE_SIZE);
}

/* Spare table pages of the partition may have become tables that are empty. */
static void assert_unchanged(const struct lucid_bad *b)
{
	for (uint64_t f = 0; f < FRAMES; f++)
		if (arch_parent_get(f * PAGE_SIZE) != was.rights[f])
			fail_msg("%s: rights of frame %lu changed", b->what, f);
	if (memcmp(was.table, table, sizeof(table)))
		fail_msg("%s: the owner table changed", b->what);
	if (b->status != LUCID_E_NOMEM && memcmp(was.ram, ram, sizeof(ram)))
		fail_msg("%s: memory changed", b->what);
}

static int64_t make(const struct lucid_bad *b, struct vp *vp)
{
	uint64_t arg[6];

	for (unsigned int i = 0; i < 6; i++)
		arg[i] = base[b->arg[i].base] + b->arg[i].add;
	if (b->scene == LUCID_SCENE_STALE)
		return hypercall(vp, b->call, arg);
	return vp ? hypercall(vp, b->call, arg) : again(b->call, arg);
}

/* Results of refused calls are 0; of the wrong caller, RDX and R8 keep their values. */
static void check_results(const struct lucid_bad *b)
{
	if (b->status == LUCID_E_PERM) {
		assert_int_equal(rdx, base[b->arg[2].base] + b->arg[2].add);
		assert_int_equal(r8, base[b->arg[4].base] + b->arg[4].add);
	} else if (b->status == LUCID_E_INVAL ? rdx != b->rdx || r8 : rdx || r8) {
		fail_msg("%s: RDX %lu R8 %lu", b->what, rdx, r8);
	}
}

static void one(const struct lucid_bad *b, bool by_child)
{
	int64_t status;

	set_scene(b->scene);
	if (b->status != LUCID_OK && b->status != LUCID_E_AGAIN)
		remember();
	status = make(b, by_child ? part(id)->vp[0] : NULL);
	if (status != b->status)
		fail_msg("%s: status %ld, RDX %lu; wanted %d", b->what, status, rdx, b->status);
	if (status == LUCID_OK || status == LUCID_E_AGAIN)
		return;
	check_results(b);
	if (b->call != LUCID_HC_VP_SET || b->scene != LUCID_SCENE_ODD_STATE)
		assert_unchanged(b);
}

static void all(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(lucid_bad); i++) {
		if (lucid_bad[i].callers & 1)
			one(&lucid_bad[i], false);
		if (lucid_bad[i].callers & 2)
			one(&lucid_bad[i], true);
	}
}

static void every_status(void **state)
{
	(void)state;
	for (unsigned int s = 0; s < ARRAY_SIZE(lucid_bad_statuses); s++) {
		bool found = false;

		for (unsigned int i = 0; i < ARRAY_SIZE(lucid_bad); i++)
			found |= lucid_bad[i].call == lucid_bad_statuses[s].call &&
				 lucid_bad[i].status == lucid_bad_statuses[s].status;
		if (!found)
			fail_msg("no case for call 0x%x, status %d", lucid_bad_statuses[s].call,
				 lucid_bad_statuses[s].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all), cmocka_unit_test(every_status),
	};

	return cmocka_run_group_tests_name("core-bad-args", tests, NULL, NULL);
}
