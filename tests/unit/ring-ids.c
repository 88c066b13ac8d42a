// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the child's table of ids: an id is lent to one caller at a time, at most as many as
 * there are slots, and can be submitted by its holder only; a driver may use ids of its own.
 * Does not prove anything about concurrent callers: they have a lock.
 */
#include "ring-pair.h"

static struct pair p;

/* Lets a lying parent complete @id. */
static int complete(uint32_t id)
{
	struct slot s = slot_make(id, 0);

	lucid_tx_push(&p.back.tx, &s);
	return lucid_front_reap(&p.front, &s);
}

static void ids(void **state)
{
	struct slot s = slot_make(3, 0);
	bool seen[4] = { false };

	(void)state;
	pair_open(&p, 2, 16, 16);
	assert_int_equal(lucid_front_submit(&p.front, &s), -LUCID_CLOSE_BAD_ID);
	for (int i = 0; i < 4; i++) {
		int id = lucid_front_get(&p.front);

		assert_in_range(id, 0, 3);
		assert_false(seen[id]);
		seen[id] = true;
	}
	assert_int_equal(lucid_front_get(&p.front), -1);
	assert_true(lucid_front_put(&p.front, 2));
	assert_false(lucid_front_put(&p.front, 2));
	assert_false(lucid_front_put(&p.front, 4));
	assert_int_equal(lucid_front_get(&p.front), 2);
	assert_int_equal(lucid_front_submit(&p.front, &s), 0);
	assert_int_equal(lucid_front_submit(&p.front, &s), -LUCID_CLOSE_BAD_ID);
	assert_false(lucid_front_put(&p.front, 3));
	/* After a reap the same id may go out again. */
	assert_int_equal(complete(3), 1);
	assert_int_equal(lucid_front_submit(&p.front, &s), 0);
	pair_close(&p);
}

static void own_ids(void **state)
{
	(void)state;
	pair_open(&p, 5, 16, 16);
	lucid_front_hold(&p.front);
	assert_int_equal(lucid_front_get(&p.front), -1);
	for (uint32_t id = 32; id-- > 0;) {
		struct slot s = slot_make(id, 0);

		assert_int_equal(lucid_front_submit(&p.front, &s), 0);
	}
	assert_int_equal(complete(17), 1);
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids), cmocka_unit_test(own_ids),
	};

	return cmocka_run_group_tests_name("ring-ids", tests, NULL, NULL);
}
