// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what the calls on partitions, VPs and ports promise beyond their first result: ids,
 * counts, what a destroyed partition may still do, registers that are refused, ports that are
 * moved. Does not prove what needs a processor: that is for the conformance guests.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define GPA 0x200000UL

static uint64_t id;
static struct vp *vp;

static void boot(void)
{
	fake_boot();
	id = new_partition(0);
	vp = part(id)->vp[0];
}

static uint64_t create(void)
{
	assert_int_equal(parent_again(PARTITION_CREATE, pages(1), 0, 0, 0, 0), LUCID_OK);
	return rdx;
}

static void end(uint64_t part_id, uint64_t control)
{
	assert_int_equal(parent(PARTITION_DESTROY, part_id), LUCID_OK);
	assert_int_equal(parent(MEM_RECLAIM, part_id, control, 1), LUCID_OK);
}

/* [HC-PARTITION-CREATE-3] */
static void ids(void **state)
{
	uint64_t control[4];

	(void)state;
	fake_boot();
	for (uint64_t i = 1; i < 4; i++) {
		control[i] = pages(0);
		assert_int_equal(create(), i);
	}
	end(2, control[2]);
	assert_int_equal(create(), 2);
	assert_int_equal(create(), 4);
}

/* [HC-PARTITION-CREATE-4] */
static void too_many(void **state)
{
	uint64_t hpa;

	(void)state;
	fake_boot();
	for (uint64_t i = 0; i < LUCID_MAX_PARTITIONS; i++)
		create();
	hpa = pages(1);
	assert_int_equal(parent_again(PARTITION_CREATE, hpa, 0, 0, 0, 0), LUCID_E_LIMIT);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_ALL);
	assert_int_equal(table[hpa / PAGE_SIZE].state, LUCID_PAGE_PARENT);
}

static void counts(void **state)
{
	uint64_t pool;

	(void)state;
	boot();
	/* [HC-PARTITION-INFO-2] Control page, 12 table pages, 4 of the VP. */
	assert_int_equal(parent(PARTITION_INFO, id), LUCID_OK);
	assert_int_equal(rdx, 1 + 12 + 4);
	assert_int_equal(r8, 12);
	donate(id, GPA, 3);
	assert_int_equal(parent(MEM_LEND, id, 0, pages(1), 1, RIGHTS_RO), LUCID_OK);
	pool = part(id)->pool_count;
	assert_int_equal(parent(PARTITION_INFO, id), LUCID_OK);
	assert_int_equal(rdx, 1 + 12 + 4 + 3 + 1);
	assert_int_equal(r8, pool);
}

static void destroyed(void **state)
{
	uint64_t free;

	(void)state;
	boot();
	donate(id, GPA, 1);
	/* [HC-PARTITION-DESTROY-2] */
	vp->running = 1;
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_E_BUSY);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_CHILD);
	vp->running = 0;
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	/* [HC-PARTITION-DESTROY-3] */
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	/* [HC-PARTITION-DESTROY-4] */
	free = pages(6);
	assert_int_equal(parent(MEM_DONATE, id, 0, free, 1), LUCID_E_STATE);
	assert_int_equal(parent(MEM_LEND, id, 0, free, 1, RIGHTS_RO), LUCID_E_STATE);
	assert_int_equal(parent(MEM_POOL, id, free, 1), LUCID_E_STATE);
	assert_int_equal(parent(VP_CREATE, id, 1, free, free + 5 * PAGE_SIZE), LUCID_E_STATE);
	assert_int_equal(parent(MEM_QUERY, id, GPA), LUCID_E_ADDR);
}

/* [HC-HV-PING-2] A CPU's next entry is what settles, and a call is one. */
static void settled_by_ping(void **state)
{
	(void)state;
	boot();
	assert_int_equal(parent(MEM_DONATE, id, GPA, pages(1), 1), LUCID_OK);
	for (fake_cpu = 0; fake_cpu < 2; fake_cpu++) {
		assert_int_equal(parent(MEM_SETTLE, id, GPA, 1), LUCID_E_AGAIN);
		assert_int_equal(parent(HV_PING), LUCID_OK);
		enter(fake_cpu);
	}
	fake_cpu = 0;
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 1), LUCID_OK);
}

static void registers(void **state)
{
	struct lucid_vp_state *s;

	(void)state;
	boot();
	s = &vp->run->state;
	memset(s, 0, sizeof(*s));
	for (unsigned int i = 0; i < 16; i++)
		s->gpr[i] = i + 1;
	s->cr3 = 0x1000;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_OK);
	/* [HC-VP-SET-2] */
	s->cr3 = 1;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_E_INVAL);
	assert_int_equal(rdx, 0);
	s->cr3 = 0x2000;
	s->status = LUCID_VP_HALTED;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_E_INVAL);
	s->status = LUCID_VP_WAIT_SIPI;
	s->reserved[0] = 1;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_E_INVAL);
	/* [HC-VP-GET-2] */
	memset(s, 0xff, sizeof(*s));
	assert_int_equal(parent(VP_GET, id, 0), LUCID_OK);
	assert_int_equal(s->cr3, 0x1000);
	assert_int_equal(s->gpr[15], 16);
	assert_int_equal(s->status, LUCID_VP_OUT);
	assert_int_equal(vp->status, LUCID_VP_OUT);
}

static void ports(void **state)
{
	uint64_t other;

	(void)state;
	boot();
	assert_int_equal(parent_again(VP_CREATE, id, 1, pages(4), pages(1)), LUCID_OK);
	other = new_partition(0);
	/* [HC-EVENT-BIND-3] */
	assert_int_equal(child(vp, EVENT_BIND, 9, 0, 0x40), LUCID_OK);
	assert_int_equal(child(vp, EVENT_BIND, 9, 1, 0x41), LUCID_OK);
	assert_int_equal(parent(EVENT_INJECT, id, 9), LUCID_OK);
	assert_int_equal(vp->pir[1], 0);
	assert_int_equal(part(id)->vp[1]->pir[1], BIT(1));
	/* [EVENT-2] The same number, of another partition. */
	assert_int_equal(parent(EVENT_INJECT, other, 9), LUCID_OK);
	assert_int_equal(rdx, 0);
	assert_int_equal(vp->pir[1], 0);
	assert_int_equal(part(other)->vp[0]->pir[1], 0);
	/* [HC-EVENT-BIND-2] Kept while unbound, one for each port. */
	assert_int_equal(child(vp, EVENT_BIND, 9, 0, 0), LUCID_OK);
	part(id)->vp[1]->pir[1] = 0;
	parent(EVENT_INJECT, id, 9);
	parent(EVENT_INJECT, id, 9);
	assert_int_equal(child(vp, EVENT_BIND, 9, 0, 0x42), LUCID_OK);
	assert_int_equal(vp->pir[1], BIT(2));
	vp->pir[1] = 0;
	assert_int_equal(child(vp, EVENT_BIND, 9, 0, 0), LUCID_OK);
	assert_int_equal(child(vp, EVENT_BIND, 9, 0, 0x42), LUCID_OK);
	assert_int_equal(vp->pir[1], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids), cmocka_unit_test(too_many), cmocka_unit_test(counts),
		cmocka_unit_test(destroyed), cmocka_unit_test(settled_by_ping),
		cmocka_unit_test(registers), cmocka_unit_test(ports),
	};

	return cmocka_run_group_tests_name("core-life", tests, NULL, NULL);
}
