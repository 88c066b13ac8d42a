// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that pages take exactly the steps of the specification's state machine: a page in each
 * state meets each memory call; it stays, or takes a step of the table, and every step of the
 * table is taken [MEM-1]. What each state lets parent and child do is what the tables of both
 * say [MEM-4] [MEM-5]. Does not prove that hardware enforces them.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#include "spec/gen/lucid_names.h"
#include "spec/gen/lucid_states.h"

#define GPA	0x200000UL
#define STATES	(LUCID_PAGE_RETURNING + 1)

static uint64_t id, hpa, seen[STATES];
static bool open_one;

static struct vp *vp(void)
{
	return part(id)->vp[0];
}

static bool is_open(void)
{
	return open_one;
}

/* A page in this state, of a new world; false: there is no such in this kind of partition. */
static bool arrange(unsigned int state)
{
	fake_boot();
	id = new_partition(is_open() ? LUCID_PARTITION_OPEN : 0);
	hpa = pages(1);
	switch (state) {
	case LUCID_PAGE_PARENT:
		return true;
	case LUCID_PAGE_LENT:
		return parent(MEM_LEND, id, GPA, hpa, 1, RIGHTS_RO) == LUCID_OK;
	case LUCID_PAGE_HV:
		return parent_again(MEM_POOL, id, hpa, 1) == LUCID_OK;
	case LUCID_PAGE_TAKEN:
		return parent(MEM_POOL, id, hpa, 1) == LUCID_E_AGAIN;
	case LUCID_PAGE_NONE:
		return false;
	}
	assert_int_equal(parent(MEM_DONATE, id, GPA, hpa, 1), LUCID_OK);
	if (is_open() || state == LUCID_PAGE_PENDING)
		return table[hpa / PAGE_SIZE].state == state;
	assert_int_equal(parent_again(MEM_SETTLE, id, GPA, 1), LUCID_OK);
	if (state == LUCID_PAGE_CHILD)
		return true;
	if (state == LUCID_PAGE_RETURNING)
		return child(vp(), MEM_RETURN, GPA, 1) == LUCID_OK;
	assert_int_equal(child(vp(), MEM_SHARE, GPA, 1, RIGHTS_RO), LUCID_OK);
	if (state == LUCID_PAGE_SHARED)
		return true;
	return child(vp(), MEM_UNSHARE, GPA, 1) == LUCID_OK;
}

#define CALLS 14

static void make(unsigned int call)
{
	switch (call) {
	case 0: parent(MEM_DONATE, id, GPA, hpa, 1); break;
	case 1: parent_again(MEM_SETTLE, id, GPA, 1); break;
	case 2: parent(MEM_LEND, id, GPA, hpa, 1, RIGHTS_RO); break;
	case 3: parent(MEM_POOL, id, hpa, 1); break;
	case 4: enter_all(); parent(MEM_POOL, id, hpa, 1); break;
	case 5: parent(MEM_RELEASE, id, GPA, 1); break;
	case 6: child(vp(), MEM_SHARE, GPA, 1, RIGHTS_RO); break;
	case 7: child(vp(), MEM_SHARE, GPA, 1, RIGHTS_RW); break;
	case 8: child(vp(), MEM_UNSHARE, GPA, 1); break;
	case 9: parent(PARTITION_CREATE, hpa, 0, 0, 0, 0); break;
	case 10: parent(VP_CREATE, id, 1, hpa, pages(1)); break;
	case 11: parent(MEM_RECLAIM, id, hpa, 1); break;
	case 12: child(vp(), MEM_RETURN, GPA, 1); break;
	case 13:
		parent(PARTITION_DESTROY, id);
		parent(MEM_RECLAIM, id, hpa, 1);
		break;
	}
}

static void every_state_and_call(void)
{
	for (unsigned int from = 0; from < STATES; from++) {
		for (unsigned int call = 0; call < CALLS; call++) {
			unsigned int to;

			if (!arrange(from))
				continue;
			assert_int_equal(table[hpa / PAGE_SIZE].state, from);
			make(call);
			to = table[hpa / PAGE_SIZE].state;
			if (to != from && !lucid_page_may(from, to))
				fail_msg("call %u: %s became %s", call, lucid_page_state_name(from),
					 lucid_page_state_name(to));
			if (to != from || lucid_page_may(from, to))
				seen[from] |= BIT(to);
		}
	}
}

static void steps(void **state)
{
	(void)state;
	open_one = false;
	every_state_and_call();
	open_one = true;
	every_state_and_call();
	for (unsigned int from = 0; from < STATES; from++)
		if (seen[from] != lucid_page_next[from])
			fail_msg("%s: steps 0x%lx, the table has 0x%x", lucid_page_state_name(from),
				 seen[from], lucid_page_next[from]);
}

static void rights(void **state)
{
	/* Of the parent, then of the child; by state. */
	static const unsigned int want[STATES][2] = {
		[LUCID_PAGE_PARENT] = { RIGHTS_ALL, 0 },
		[LUCID_PAGE_LENT] = { RIGHTS_ALL, RIGHTS_RO },
		[LUCID_PAGE_CHILD] = { 0, RIGHTS_ALL },
		[LUCID_PAGE_SHARED] = { RIGHTS_RO, RIGHTS_ALL },
		[LUCID_PAGE_REVOKING] = { RIGHTS_RO, RIGHTS_ALL },
	};
	unsigned int child_rights;
	uint64_t at;

	(void)state;
	open_one = false;
	for (unsigned int s = 0; s < STATES; s++) {
		if (!arrange(s))
			continue;
		assert_int_equal(arch_parent_get(hpa), want[s][0]);
		if (!arch_child_get(part(id), GPA, &at, &child_rights))
			child_rights = 0;
		assert_int_equal(child_rights, want[s][1]);
	}
	/* PENDING has two kinds: after MEM_RELEASE the child still has its page. */
	assert_true(arrange(LUCID_PAGE_REVOKING));
	assert_int_equal(parent(MEM_RELEASE, id, GPA, 1), LUCID_OK);
	assert_int_equal(arch_parent_get(hpa), 0);
	assert_true(arch_child_get(part(id), GPA, &at, &child_rights));
	assert_int_equal(child_rights, RIGHTS_ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(steps), cmocka_unit_test(rights) };

	return cmocka_run_group_tests_name("core-states", tests, NULL, NULL);
}
