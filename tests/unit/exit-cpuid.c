// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the XSAVE sizes of leaf 0xD agree with this machine's own, whose leaf is
 * consistent, and what the Lucid leaves tell parent and child. Does not prove the masks.
 */
/* sources: hv/exit/cpuid.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hv/core/vp.h"
#include "hv/cpu/percpu.h"
#include "hv/cpu/regs.h"
#include "hv/exit/cpuid.h"

uint32_t tsc_khz = 400000;
uint64_t xcr0_mask;

static void sizes(void **state)
{
	uint32_t r[4], want[4];

	(void)state;
	cpuid(1, 0, r);
	if (!(r[2] & BIT(27)))
		skip();
	cpuid(0xd, 0, want);
	xcr0_mask = want[0] | (uint64_t)want[3] << 32;
	memcpy(r, want, sizeof(r));
	r[1] = r[2] = 0;
	cpuid_xsave(0, xgetbv(0), r);
	assert_memory_equal(r, want, sizeof(r));
	/* x87 and SSE are in the legacy area. */
	cpuid_xsave(0, 3, r);
	assert_int_equal(r[1], 576);
	/* No compacted format. */
	memset(r, 0xff, sizeof(r));
	cpuid_xsave(1, 3, r);
	assert_int_equal(r[0], 5);
	assert_int_equal(r[1] | r[2] | r[3], 0);
}

static void lucid(void **state)
{
	static struct partition part = { .id = 7, .dir_gpa = 0x123456000UL, .dir_pages = 0x20003 };
	struct vp vp = { .part = &part, .index = 2 };
	uint32_t r[4];

	(void)state;
	assert_false(cpuid_lucid(&vp, 1, r));
	assert_true(cpuid_lucid(&vp, LUCID_CPUID_SIGNATURE, r));
	assert_int_equal(r[0], LUCID_CPUID_DIRECTORY);
	assert_memory_equal(&r[1], "LucidHvLucid", 12);
	cpuid_lucid(&vp, LUCID_CPUID_VERSION, r);
	assert_int_equal(r[1], 7);
	assert_int_equal(r[2], 2);
	assert_int_equal(r[3], 0);
	cpuid_lucid(&vp, LUCID_CPUID_DIRECTORY, r);
	assert_int_equal(r[0], 0x23456000);
	assert_int_equal(r[1], 1);
	assert_int_equal(r[2], 3);
	assert_int_equal(r[3], 2);
	cpuid_lucid(&vp, LUCID_CPUID_KVM_SIGNATURE, r);
	assert_memory_equal(&r[1], "KVMKVMKVM\0\0", 12);
	cpuid_lucid(&vp, LUCID_CPUID_KVM_FEATURES, r);
	assert_int_equal(r[0], 1 << 3 | 1 << 5 | 1 << 24);
	/* The parent sees neither. */
	cpuid_lucid(NULL, LUCID_CPUID_KVM_SIGNATURE, r);
	assert_int_equal(r[0] | r[1] | r[2] | r[3], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes), cmocka_unit_test(lucid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
