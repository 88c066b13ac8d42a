// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that what one side submits arrives whole and in order at the other, and that
 * completions come back in any order, for every slot size and order, over several laps and over
 * the wrap of the element numbers [RING-10]; that neither side writes the other's half [RING-1].
 * Does not prove anything about two processors: both sides run in one thread.
 */
#include "ring-pair.h"

static struct pair p;

/* Keeps the channel full: submits all it can, then completes in an order set by @step. */
static void laps(uint32_t count, uint32_t step)
{
	uint32_t slots = 1U << p.order, salt = 0;
	static uint32_t taken[1 << LUCID_RING_MAX_ORDER];
	struct slot s;
	int id;

	while (count--) {
		uint32_t n = 0, got = 0;

		while ((id = lucid_front_get(&p.front)) >= 0) {
			s = slot_make((uint32_t)id, salt);
			assert_int_equal(lucid_front_submit(&p.front, &s), 0);
			n++;
		}
		assert_int_equal(n, slots);
		while (lucid_back_take(&p.back, &s) == 1) {
			slot_expect(&s, p.sub_slot, s.id, salt);
			taken[got++] = s.id;
		}
		assert_int_equal(got, slots);
		for (uint32_t i = 0; i < slots; i++) {
			s = slot_make(taken[i * step % slots], salt + 1);
			assert_int_equal(lucid_back_complete(&p.back, &s), 0);
		}
		for (uint32_t i = 0; i < slots; i++) {
			assert_int_equal(lucid_front_reap(&p.front, &s), 1);
			assert_int_equal(s.id, taken[i * step % slots]);
			slot_expect(&s, p.comp_slot, s.id, salt + 1);
			assert_true(lucid_front_put(&p.front, s.id));
		}
		assert_int_equal(lucid_front_reap(&p.front, &s), 0);
		assert_int_equal(lucid_back_take(&p.back, &s), 0);
		salt += 2;
	}
}

static void every_shape(void **state)
{
	static const uint32_t sizes[] = { 16, 32, 64 };

	(void)state;
	for (uint32_t order = LUCID_RING_MIN_ORDER; order <= LUCID_RING_MAX_ORDER; order++)
		for (uint32_t s = 0; s < 9; s++) {
			pair_open(&p, order, sizes[s / 3], sizes[s % 3]);
			laps(order > 10 ? 2 : 5, 1 + 2 * (s % 3));
			pair_close(&p);
		}
}

/* Element numbers start just below 2^32: element 2^32 - 1 has tag 0. */
static void number_wraps(void **state)
{
	(void)state;
	for (uint32_t order = 1; order <= 6; order++) {
		uint32_t start = 0U - (3U << order);

		pair_open(&p, order, 16, 64);
		p.front.tx.next = p.front.tx.told = p.back.rx.next = start;
		p.back.tx.next = p.back.tx.told = p.front.rx.next = start;
		laps(7, 3);
		assert_int_equal(p.front.tx.next, 4U << order);
		pair_close(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape), cmocka_unit_test(number_wraps),
	};

	return cmocka_run_group_tests_name("ring-exchange", tests, NULL, NULL);
}
