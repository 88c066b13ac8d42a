// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that every slot of every shape lies inside its half and that other shapes are refused
 * [RING-2] [RING-11]; that a side's own half is zeroed when a channel opens [RING-7]; which
 * element numbers cross an event, modulo 2^32. Does not prove anything about a peer that
 * writes.
 */
#include "ring-pair.h"

static const uint32_t sizes[] = { 16, 32, 64 };

static void offsets(void **state)
{
	(void)state;
	for (uint32_t order = LUCID_RING_MIN_ORDER; order <= LUCID_RING_MAX_ORDER; order++)
		for (int s = 0; s < 3; s++) {
			uint32_t bytes = lucid_half_bytes(order, sizes[s]);
			uint32_t used = 128 + (sizes[s] << order);
			uint32_t n = 0x9e3779b9;

			assert_int_equal(bytes % 4096, 0);
			assert_in_range(bytes, used, used + 4095);
			for (int i = 0; i < 1000; i++, n = n * 1664525 + 1013904223) {
				uint32_t at = lucid_slot_offset(order, sizes[s], n);

				assert_in_range(at, 128, bytes - sizes[s]);
				assert_int_equal(at % sizes[s], 0);
			}
			assert_int_equal(lucid_slot_offset(order, sizes[s], (1U << order) - 1),
					 128 + ((1U << order) - 1) * sizes[s]);
		}
}

static void known_sizes(void **state)
{
	(void)state;
	assert_int_equal(lucid_half_bytes(5, 64), 4096);
	assert_int_equal(lucid_half_bytes(6, 64), 2 * 4096);
	assert_int_equal(lucid_half_bytes(15, 64), (512 + 1) * 4096);
}

static void bad_shapes(void **state)
{
	static const uint32_t bad[][2] = {
		{ 0, 16 }, { 16, 16 }, { 32, 64 }, { 0xffffffff, 64 }, { 8, 0 }, { 8, 8 },
		{ 8, 24 }, { 8, 48 }, { 8, 128 }, { 8, 0x80000010 },
	};
	struct lucid_ring_ctl ctl = { 0 };
	static struct pair p;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t order = bad[i][0], size = bad[i][1];

		assert_false(lucid_half_valid(order, size));
		assert_int_equal(lucid_back_init(&p.back, &ctl, &ctl, order, size, 16, NULL),
				 -LUCID_CLOSE_BAD_FIELD);
		assert_int_equal(lucid_front_init(&p.front, &ctl, &ctl, order, 16, size, NULL),
				 -LUCID_CLOSE_BAD_FIELD);
	}
}

static void crossed(void **state)
{
	(void)state;
	for (uint32_t base = 0xfffffff0; base != 0x10; base++)
		for (uint32_t len = 0; len < 20; len++)
			for (uint32_t d = 0; d < 40; d++) {
				uint32_t event = base + d - 10;

				assert_int_equal(lucid_event_crossed(event, base, base + len),
						 d >= 10 && d < 10 + len);
			}
}

static void zeroed(void **state)
{
	static struct pair p;

	(void)state;
	pair_open(&p, 3, 64, 16);
	memset(p.sub, 0xa5, p.sub_bytes);
	memset(p.comp, 0xa5, p.comp_bytes);
	assert_int_equal(lucid_front_init(&p.front, p.sub, p.comp_ro, 3, 64, 16, p.ids), 0);
	assert_int_equal(lucid_back_init(&p.back, p.comp, p.sub_ro, 3, 64, 16, p.busy), 0);
	for (uint32_t i = 0; i < 4096; i++)
		assert_int_equal(p.sub[i] | p.comp[i], 0);
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets), cmocka_unit_test(known_sizes),
		cmocka_unit_test(bad_shapes), cmocka_unit_test(zeroed),
		cmocka_unit_test(crossed),
	};

	return cmocka_run_group_tests_name("ring-half", tests, NULL, NULL);
}
