// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a consumer takes a slot only when its tag is the next one, waits when it is an
 * old one, and otherwise closes the channel for good [RING-5] [RING-8]; whatever the half
 * holds, it reads nothing beyond it [RING-2]. Does not prove that the tag is seen before the
 * payload: ring-stress does.
 */
#include "ring-pair.h"

static struct pair p;

static void set_tag(uint32_t n, uint32_t tag)
{
	uint32_t at = lucid_slot_offset(p.order, p.sub_slot, n) + p.sub_slot - 4;

	memcpy(p.sub + at, &tag, sizeof(tag));
}

static void judge(void **state)
{
	static const uint32_t numbers[] = {
		0, 1, 7, 8, 1000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint32_t n = numbers[i];

		for (uint32_t d = 0; d < 1000; d++) {
			uint32_t tag = n + 1 + d * 0x1000193;
			int want = -LUCID_CLOSE_BAD_TAG;

			if (tag == n + 1)
				want = 1;
			else if (tag == 0 || tag == n + 1 - 8)
				want = 0;
			assert_int_equal(lucid_tag_judge(3, n, tag), want);
		}
		assert_int_equal(lucid_tag_judge(3, n, n + 1), 1);
		assert_int_equal(lucid_tag_judge(3, n, n + 1 - 8), 0);
		assert_int_equal(lucid_tag_judge(3, n, n), n ? -LUCID_CLOSE_BAD_TAG : 0);
		assert_int_equal(lucid_tag_judge(3, n, n + 1 + 8),
				 n + 9 ? -LUCID_CLOSE_BAD_TAG : 0);
	}
}

static void bad_tag_closes(void **state)
{
	struct slot s = slot_make(1, 1), before = s;
	const struct lucid_ring_ctl *ctl;

	(void)state;
	pair_open(&p, 3, 32, 16);
	set_tag(0, 2);
	assert_int_equal(lucid_back_take(&p.back, &s), -LUCID_CLOSE_BAD_TAG);
	assert_memory_equal(&s, &before, sizeof(s));
	ctl = (const void *)p.comp_ro;
	assert_int_equal(ctl->closed, LUCID_CLOSE_BAD_TAG);
	assert_int_equal(lucid_front_peer_closed(&p.front), LUCID_CLOSE_BAD_TAG);
	set_tag(0, 1);
	assert_int_equal(lucid_back_take(&p.back, &s), -LUCID_CLOSE_BAD_TAG);
	assert_int_equal(lucid_back_complete(&p.back, &s), -LUCID_CLOSE_BAD_TAG);
	pair_close(&p);
}

/* Random bytes in the whole half, a guard page behind it, all shapes. */
static void garbage(void **state)
{
	static const uint32_t sizes[] = { 16, 32, 64 };
	struct slot s;

	(void)state;
	srand(1);
	for (uint32_t order = 1; order <= 8; order++)
		for (int i = 0; i < 30; i++) {
			pair_open(&p, order, sizes[i % 3], 16);
			for (uint32_t b = 0; b < p.sub_bytes; b++)
				p.sub[b] = (uint8_t)rand();
			for (uint32_t n = 0; n < (uint32_t)rand() % (3U << order); n++)
				set_tag(n, n + 1);
			while (lucid_back_take(&p.back, &s) == 1)
				assert_in_range(s.id, 0, (1U << order) - 1);
			pair_close(&p);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judge), cmocka_unit_test(bad_tag_closes),
		cmocka_unit_test(garbage),
	};

	return cmocka_run_group_tests_name("ring-tag", tests, NULL, NULL);
}
