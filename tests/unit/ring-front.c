// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the child hands a completion up only for a request in flight, and only once
 * [RING-3], and closes the channel otherwise, for good.
 * Does not prove anything about the contents of a completion: the device tests do.
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

static uint32_t submit(void)
{
	struct slot s = slot_make((uint32_t)lucid_front_get(&p.front), 0);

	assert_int_equal(lucid_front_submit(&p.front, &s), 0);
	return s.id;
}

static void lies(void **state)
{
	struct slot s;

	(void)state;
	for (int lie = 0; lie < 7; lie++) {
		uint32_t in_flight, held, bad;

		pair_open(&p, 3, 16, 16);
		in_flight = submit();
		held = (uint32_t)lucid_front_get(&p.front);
		bad = (const uint32_t[]){ held, 8, 9, 0x80000000, 0xfffffffd, 0xffffffff, 7 }[lie];
		assert_int_not_equal(bad, in_flight);
		assert_int_equal(complete(bad), -LUCID_CLOSE_BAD_ID);
		assert_int_equal(lucid_back_peer_closed(&p.back), LUCID_CLOSE_BAD_ID);
		/* Closed for good, and the request is still ours to deal with. */
		assert_int_equal(complete(in_flight), -LUCID_CLOSE_BAD_ID);
		s = slot_make(held, 0);
		assert_int_equal(lucid_front_submit(&p.front, &s), -LUCID_CLOSE_BAD_ID);
		assert_true(lucid_front_is(&p.front, in_flight, LUCID_ID_FLIGHT));
		pair_close(&p);
	}
}

static void once(void **state)
{
	uint32_t id;

	(void)state;
	pair_open(&p, 2, 16, 16);
	id = submit();
	assert_int_equal(complete(id), 1);
	assert_int_equal(complete(id), -LUCID_CLOSE_BAD_ID);
	pair_close(&p);
}

static void first_reason_stays(void **state)
{
	struct slot s;

	(void)state;
	pair_open(&p, 2, 16, 16);
	lucid_front_close(&p.front, LUCID_CLOSE_OPEN);
	assert_int_equal(lucid_back_peer_closed(&p.back), LUCID_CLOSE_OPEN);
	lucid_front_close(&p.front, LUCID_CLOSE_NORMAL);
	lucid_front_close(&p.front, LUCID_CLOSE_BAD_FIELD);
	assert_int_equal(lucid_back_peer_closed(&p.back), LUCID_CLOSE_NORMAL);
	assert_int_equal(lucid_front_reap(&p.front, &s), -LUCID_CLOSE_NORMAL);
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lies), cmocka_unit_test(once),
		cmocka_unit_test(first_reason_stays),
	};

	return cmocka_run_group_tests_name("ring-front", tests, NULL, NULL);
}
