// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the way from registers to a call: magic, number, caller, reserved arguments. Does
 * not prove CPL and mode checks: exit/ does those.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#include "spec/gen/hcall_table.h"

static const unsigned int arg_reg[6] = { RDI, RSI, RDX, R10, R8, R9 };

static void foreign(void **state)
{
	uint64_t gpr[16], was[16];

	(void)state;
	fake_boot();
	for (unsigned int i = 0; i < 16; i++)
		gpr[i] = was[i] = 0x1111111111111111UL * i;
	gpr[RAX] = 9;
	/* [ABI-1] */
	assert_false(hcall_dispatch(NULL, gpr));
	assert_int_equal(gpr[RAX], LUCID_E_FOREIGN);
	assert_memory_equal(gpr + 1, was + 1, 15 * 8);
	gpr[RAX] = (LUCID_HC_MAGIC + 1) << 16;
	assert_false(hcall_dispatch(NULL, gpr));
	assert_int_equal(gpr[RAX], LUCID_E_FOREIGN);
	gpr[RAX] = (LUCID_HC_MAGIC << 16) - 1;
	assert_false(hcall_dispatch(NULL, gpr));
	assert_int_equal(gpr[RAX], LUCID_E_FOREIGN);
}

static void every_number(void **state)
{
	static const uint64_t zero[6];
	struct vp *vp;

	(void)state;
	fake_boot();
	vp = part(new_partition(0))->vp[0];
	for (unsigned int n = 0; n <= 0xffff; n++) {
		bool defined = n < HCALL_LIMIT && hcall_table[n].handler;

		/* [ABI-3] */
		if (!defined) {
			assert_int_equal(hypercall(vp, n, zero), LUCID_E_NOCALL);
			assert_int_equal(hypercall(NULL, n, zero), LUCID_E_NOCALL);
			continue;
		}
		/* [ABI-4] */
		if (!(hcall_table[n].callers & HCALL_CHILD))
			assert_int_equal(hypercall(vp, n, zero), LUCID_E_PERM);
		if (!(hcall_table[n].callers & HCALL_PARENT))
			assert_int_equal(hypercall(NULL, n, zero), LUCID_E_PERM);
	}
	/* [HC-HV-PING-1] */
	assert_int_equal(parent(HV_PING), LUCID_OK);
	assert_int_equal(child(vp, HV_PING), LUCID_OK);
	assert_int_equal(parent(HV_LOG), LUCID_OK);
	assert_int_equal(rdx, log_hpa);
	assert_int_equal(r8, log_size);
}

static void reserved(void **state)
{
	struct vp *vp;

	(void)state;
	fake_boot();
	vp = part(new_partition(0))->vp[0];
	for (unsigned int n = 0; n < HCALL_LIMIT; n++) {
		for (unsigned int arg = hcall_table[n].nargs; arg < 6; arg++) {
			uint64_t was[16], gpr[16] = { [RBX] = 7, [R15] = 8 };

			if (!hcall_table[n].handler)
				continue;
			gpr[RAX] = LUCID_HC_MAGIC << 16 | n;
			gpr[arg_reg[arg]] = gpr[R9] = BIT(63);
			memcpy(was, gpr, sizeof(gpr));
			/* [ABI-6] [ABI-5] */
			hcall_dispatch(hcall_table[n].callers & HCALL_CHILD ? vp : NULL, gpr);
			assert_int_equal(gpr[RAX], LUCID_E_INVAL);
			assert_int_equal(gpr[RDX], arg + 1);
			was[RAX] = gpr[RAX];
			was[RDX] = gpr[RDX];
			was[R8] = gpr[R8];
			assert_memory_equal(gpr, was, sizeof(gpr));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign),
		cmocka_unit_test(every_number),
		cmocka_unit_test(reserved),
	};

	return cmocka_run_group_tests_name("core-decode", tests, NULL, NULL);
}
