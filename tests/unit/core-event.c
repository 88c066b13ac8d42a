// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves ports: bound, unbound and latched, coalesced, towards the parent, and whom they
 * say to wake. Does not prove that a pending vector reaches the guest.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define BOUND BIT(16)

static uint64_t id;
static struct vp *vp, *second;

static void boot(void)
{
	fake_boot();
	id = new_partition(0);
	assert_int_equal(parent_again(VP_CREATE, id, 5, pages(4), pages(1)), LUCID_OK);
	vp = part(id)->vp[0];
	second = part(id)->vp[5];
}

static uint64_t inject(uint64_t port)
{
	assert_int_equal(parent(EVENT_INJECT, id, port), LUCID_OK);
	return rdx;
}

static void bound(void **state)
{
	(void)state;
	boot();
	assert_int_equal(child(vp, EVENT_BIND, 255, 0, 0xff), LUCID_OK);
	assert_false(leave);
	/* [HC-EVENT-INJECT-1] [HC-EVENT-INJECT-3] Once, however often. */
	assert_int_equal(inject(255), BOUND | LUCID_VP_OUT);
	assert_int_equal(inject(255), BOUND | LUCID_VP_OUT);
	assert_int_equal(vp->pir[3], BIT(63));
	assert_int_equal(vp->kicked, 1);
	vp->running = 1;
	vp->cpu = 1;
	assert_int_equal(inject(255), 1UL << 32 | BOUND | LUCID_VP_RUNNING);
	vp->running = 0;
	vp->status = LUCID_VP_HALTED;
	assert_int_equal(inject(255), BOUND | LUCID_VP_HALTED);
	assert_int_equal(child(vp, EVENT_BIND, 1, 5, 0x20), LUCID_OK);
	assert_int_equal(inject(1), BOUND | 5 << 8 | LUCID_VP_WAIT_SIPI);
	assert_int_equal(second->pir[0], BIT(32));
}

static void latched(void **state)
{
	(void)state;
	boot();
	/* [HC-EVENT-INJECT-2] [HC-EVENT-INJECT-4] */
	assert_int_equal(inject(0), 0);
	assert_int_equal(inject(70), 0);
	assert_int_equal(parent(EVENT_INJECT, id + 1, 0), LUCID_E_NOENT);
	assert_int_equal(vp->pir[0] | vp->pir[1] | vp->pir[2] | vp->pir[3] | vp->kicked, 0);
	/* [HC-EVENT-BIND-1] */
	assert_int_equal(child(vp, EVENT_BIND, 70, 0, 0x30), LUCID_OK);
	assert_int_equal(vp->pir[0], BIT(0x30));
	vp->pir[0] = 0;
	assert_int_equal(child(vp, EVENT_BIND, 70, 0, 0x31), LUCID_OK);
	assert_int_equal(vp->pir[0], 0);
	assert_int_equal(child(vp, EVENT_BIND, 70, 0, 0), LUCID_OK);
	assert_int_equal(inject(70), 0);
	/* [EXIT-8] Bound to another VP that sleeps: the parent is asked to wake it. */
	second->status = LUCID_VP_HALTED;
	assert_int_equal(child(vp, EVENT_BIND, 70, 5, 0x31), LUCID_OK);
	assert_true(leave);
	assert_int_equal(vp->run->exit, LUCID_EXIT_KICK);
	assert_int_equal(vp->run->vps, BIT(5));
	assert_int_equal(second->pir[0], BIT(0x31));
	assert_int_equal(part(id)->port_latch[0], BIT(0));
}

static void raised(void **state)
{
	static const uint64_t ports[] = { 0, 63, 64, 255 };

	(void)state;
	boot();
	/* [HC-EVENT-RAISE-1] [HC-EVENT-RAISE-2] [EXIT-8] */
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		uint64_t want[4] = { 0 };

		want[ports[i] / 64] = BIT(ports[i] % 64);
		assert_int_equal(child(vp, EVENT_RAISE, ports[i]), LUCID_OK);
		assert_true(leave);
		assert_int_equal(vp->run->exit, LUCID_EXIT_EVENT);
		assert_memory_equal(vp->run->ports, want, sizeof(want));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bound),
		cmocka_unit_test(latched),
		cmocka_unit_test(raised),
	};

	return cmocka_run_group_tests_name("core-event", tests, NULL, NULL);
}
