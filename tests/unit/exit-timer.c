// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the arithmetic of a child's APIC timer and which XCR0 values are let through.
 * Does not prove that the timer fires.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hv/exit/timer.h"
#include "hv/exit/xstate.h"

#define KHZ	2400000U
#define BY_1	0xbU

static void divisors(void **state)
{
	static const uint8_t want[16] = {
		[0x0] = 2, [0x1] = 4, [0x2] = 8, [0x3] = 16,
		[0x8] = 32, [0x9] = 64, [0xa] = 128, [0xb] = 1,
	};

	(void)state;
	for (uint32_t dcr = 0; dcr < 16; dcr++)
		if (want[dcr])
			assert_int_equal(timer_divisor(dcr), want[dcr]);
	assert_int_equal(timer_divisor(0xfffffff4), 2);	/* bit 2 and what is above are reserved */
}

static void conversion(void **state)
{
	(void)state;
	/* OVMF: 10,000,000 counts are 10 ms. */
	assert_int_equal(timer_to_tsc(10000000, BY_1, KHZ), 24000000);
	assert_int_equal(timer_to_tsc(10000000, 0xa, KHZ), 128UL * 24000000);
	assert_int_equal(timer_from_tsc(24000000, BY_1, KHZ), 10000000);
	/* The extremes do not overflow: the longest count at 8 GHz, a year of ticks. */
	assert_int_equal(timer_to_tsc(UINT32_MAX, 0xa, 8000000), UINT32_MAX * 128UL * 8);
	assert_int_equal(timer_from_tsc(31536000UL * 2400000000, BY_1, KHZ),
			 31536000UL * 1000000000);
}

static void current(void **state)
{
	(void)state;
	assert_int_equal(timer_current(1000, 0, BY_1, KHZ, false), 1000);
	assert_int_equal(timer_current(1000, 1200, BY_1, KHZ, false), 500);
	assert_int_equal(timer_current(1000, 2400, BY_1, KHZ, false), 0);
	assert_int_equal(timer_current(1000, 1UL << 50, BY_1, KHZ, false), 0);
	assert_int_equal(timer_current(1000, 2400 + 1200, BY_1, KHZ, true), 500);
	assert_int_equal(timer_current(0, 2400, BY_1, KHZ, true), 0);
}

static void deadline(void **state)
{
	const uint64_t created = 5000000, offset = 0 - created, now = 6000000;

	(void)state;
	assert_int_equal(timer_deadline(1000100, now, offset), now + 100);
	/* Late ones are due at once, and are not none. */
	assert_int_equal(timer_deadline(1000000, now, offset), 1);
	assert_int_equal(timer_deadline(1, now, offset), 1);
	/* Absurd ones do not wrap around. */
	assert_true(timer_deadline(UINT64_MAX, now, offset) > 1UL << 60);
	assert_true(timer_deadline(1UL << 63, now, offset) > 1UL << 60);
}

static void xcr0(void **state)
{
	(void)state;
	assert_true(xcr0_valid(1, 0xe7));
	assert_true(xcr0_valid(3, 0xe7));
	assert_true(xcr0_valid(7, 0xe7));
	assert_true(xcr0_valid(0xe7, 0xe7));
	assert_false(xcr0_valid(0, 0xe7));
	assert_false(xcr0_valid(2, 0xe7));
	assert_false(xcr0_valid(5, 0xe7));
	assert_false(xcr0_valid(0xe3, 0xe7));
	assert_false(xcr0_valid(0x27, 0xe7));
	assert_false(xcr0_valid(0xe7, 7));
	assert_false(xcr0_valid(0x207, 0xe7));
	assert_false(xcr0_valid(1UL << 63 | 1, 0xe7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(divisors), cmocka_unit_test(conversion),
		cmocka_unit_test(current), cmocka_unit_test(deadline), cmocka_unit_test(xcr0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
