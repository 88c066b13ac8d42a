// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a VP is made of pages that no CPU can reach any more, and who may see its
 * registers when. Does not prove VMX state: the machine is a fake.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

static uint64_t id;
static struct vp *vp;

static void boot(uint64_t flags)
{
	fake_boot();
	id = new_partition(flags);
	vp = part(id)->vp[0];
}

static void created(void **state)
{
	uint64_t hpa, run;

	(void)state;
	boot(0);
	hpa = pages(4);
	run = pages(1);
	assert_int_equal(parent(VP_CREATE, id, 1, hpa, hpa + 0x3000), LUCID_E_INVAL);
	assert_int_equal(rdx, 4);
	/* [HC-VP-CREATE-4] */
	assert_int_equal(parent(VP_CREATE, id, 0, hpa, run), LUCID_E_EXIST);
	assert_int_equal(parent(VP_CREATE, id, 1, hpa, vp->run_hpa), LUCID_E_BUSY);
	assert_int_equal(parent(VP_CREATE, id, 1, hpa, vp->hpa), LUCID_E_STATE);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_ALL);
	/* [HC-VP-CREATE-1] [HC-VP-CREATE-2] */
	assert_int_equal(parent(VP_CREATE, id, 1, hpa, run), LUCID_E_AGAIN);
	assert_int_equal(arch_parent_get(hpa + 0x3000), 0);
	assert_null(part(id)->vp[1]);
	enter_all();
	assert_int_equal(parent(VP_CREATE, id, 1, hpa, run), LUCID_OK);
	assert_int_equal(arch_parent_get(run), RIGHTS_ALL);
	assert_int_equal(parent(MEM_DONATE, id, 0, run, 1), LUCID_E_BUSY);
	/* [HC-VP-CREATE-3] */
	assert_int_equal(part(id)->vp[1]->status, LUCID_VP_WAIT_SIPI);
	assert_int_equal(vp->status, LUCID_VP_OUT);
}

static void registers(void **state)
{
	(void)state;
	boot(0);
	memset(&vp->run->state, 0, sizeof(vp->run->state));
	vp->run->state.rip = 0x1234;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_OK);
	vp->run->state.rip = 0;
	assert_int_equal(parent(VP_GET, id, 0), LUCID_OK);
	assert_int_equal(vp->run->state.rip, 0x1234);
	vp->run->state.cr3 = 1;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_E_INVAL);
	vp->run->state.cr3 = 0;
	vp->run->state.reserved[24] = 1;
	assert_int_equal(parent(VP_SET, id, 0), LUCID_E_INVAL);
	assert_int_equal(parent(VP_SET, id, 1), LUCID_E_NOENT);
	/* [HC-VP-SET-1] [HC-VP-GET-1] */
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
	assert_int_equal(parent(VP_SET, id, 0), LUCID_E_STATE);
	assert_int_equal(parent(VP_GET, id, 0), LUCID_E_STATE);
	boot(LUCID_PARTITION_OPEN);
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
	assert_int_equal(parent(VP_GET, id, 0), LUCID_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(created),
		cmocka_unit_test(registers),
	};

	return cmocka_run_group_tests_name("core-vp", tests, NULL, NULL);
}
