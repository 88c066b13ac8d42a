// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the gate to a VP: one runner at a time, no lost wake-up between halting and raising,
 * and what child calls put into the run page. Does not prove VM entries: a C function plays
 * the guest.
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

static void busy_guest(struct vp *v)
{
	/* [HC-VP-RUN-1] */
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_E_BUSY);
	assert_int_equal(parent(VP_GET, id, 0), LUCID_E_BUSY);
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_E_BUSY);
	/* A wake-up after the guest looked and before it is out: no sleep. */
	assert_int_equal(vp_raise(v, 0x41), LUCID_VP_RUNNING);
}

static void failing_guest(struct vp *v)
{
	v->run->exit = LUCID_EXIT_SHUTDOWN;
	v->stopped = true;
}

static void runs(void **state)
{
	(void)state;
	boot(0);
	/* [HC-VP-RUN-3] */
	fake_cpu = 1;
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
	assert_int_equal(rdx, LUCID_EXIT_HALT);
	assert_int_equal(vp->cpu, 1);
	assert_int_equal(vp_raise(vp, 0x40), LUCID_VP_HALTED);
	fake_cpu = 0;
	fake_guest = busy_guest;
	/* [HC-VP-RUN-2] [HC-VP-RUN-4] [HC-VP-RUN-7] */
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
	assert_int_equal(rdx, LUCID_EXIT_INTR);
	assert_int_equal(vp->run->exit, LUCID_EXIT_INTR);
	assert_int_equal(vp_raise(vp, 0x40), LUCID_VP_OUT);
	/* [HC-VP-RUN-5] */
	fake_guest = failing_guest;
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_E_STATE);
	assert_int_equal(vp->running, 0);
}

static void calls(void **state)
{
	(void)state;
	boot(0);
	/* [HC-SYSTEM-STOP-1] */
	assert_int_equal(child(vp, SYSTEM_STOP, LUCID_STOP_RESET, 0xffffffff), LUCID_OK);
	assert_true(leave);
	assert_int_equal(vp->run->exit, LUCID_EXIT_STOP);
	assert_int_equal(vp->run->stop, LUCID_STOP_RESET);
	assert_int_equal(vp->run->code, 0xffffffff);
	assert_int_equal(child(vp, SYSTEM_STOP, 4, 0), LUCID_E_INVAL);
	assert_int_equal(child(vp, SYSTEM_STOP, 1, BIT(32)), LUCID_E_INVAL);
	assert_int_equal(rdx, 2);
	assert_int_equal(child(vp, EVENT_BIND, 0, 1, 0x20), LUCID_E_NOENT);
	assert_int_equal(child(vp, EVENT_BIND, 0, ~0UL, 0x20), LUCID_E_NOENT);
	/* [HC-CONSOLE-WRITE-1] [HC-CONSOLE-WRITE-2] Nothing but what it asked for. */
	assert_int_equal(child(vp, CONSOLE_WRITE, 9, 0x4847464544434241, 0x5a5a5a5a49), LUCID_OK);
	assert_true(leave);
	assert_int_equal(vp->run->exit, LUCID_EXIT_CONSOLE);
	assert_int_equal(vp->run->count, 9);
	assert_memory_equal(vp->run->bytes, "ABCDEFGHI\0\0\0", 12);
	assert_int_equal(child(vp, CONSOLE_WRITE, 33), LUCID_E_INVAL);
	assert_int_equal(child(vp, CONSOLE_WRITE, 0), LUCID_E_INVAL);
	assert_false(leave);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs),
		cmocka_unit_test(calls),
	};

	return cmocka_run_group_tests_name("core-run", tests, NULL, NULL);
}
