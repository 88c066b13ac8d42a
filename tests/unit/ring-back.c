// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the parent's bitmap of ids: a submission with an id out of range or in service, or one
 * more than there are slots, closes the channel [RING-6] [RING-8]; every submission can be
 * completed once. Does not prove anything about the contents of a submission: the device tests
 * do.
 */
#include "ring-pair.h"

static struct pair p;

/* Lets a lying child submit @id. */
static int submit(uint32_t id)
{
	struct slot s = slot_make(id, 0);

	lucid_tx_push(&p.front.tx, &s);
	return lucid_back_take(&p.back, &s);
}

static int complete(uint32_t id)
{
	struct slot s = slot_make(id, 0);

	return lucid_back_complete(&p.back, &s);
}

static void bad_ids(void **state)
{
	static const uint32_t bad[] = { 4, 5, 31, 32, 33, 0x80000000, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		pair_open(&p, 2, 64, 16);
		assert_int_equal(submit(bad[i]), -LUCID_CLOSE_BAD_ID);
		assert_int_equal(lucid_front_peer_closed(&p.front), LUCID_CLOSE_BAD_ID);
		assert_int_equal(submit(0), -LUCID_CLOSE_BAD_ID);
		pair_close(&p);
	}
}

static void in_use(void **state)
{
	(void)state;
	pair_open(&p, 6, 64, 16);
	assert_int_equal(submit(33), 1);
	assert_int_equal(submit(1), 1);
	assert_true(lucid_back_busy(&p.back, 33));
	assert_int_equal(submit(33), -LUCID_CLOSE_BAD_ID);
	pair_close(&p);
}

static void overflow(void **state)
{
	(void)state;
	for (uint32_t order = 1; order <= 7; order++) {
		pair_open(&p, order, 16, 16);
		for (uint32_t id = 0; id < 1U << order; id++)
			assert_int_equal(submit(id), 1);
		assert_int_equal(submit(0), -LUCID_CLOSE_OVERFLOW);
		pair_close(&p);
	}
}

static void completes_once(void **state)
{
	(void)state;
	pair_open(&p, 6, 16, 16);
	assert_int_equal(complete(40), -LUCID_CLOSE_BAD_ID);
	assert_int_equal(submit(40), 1);
	assert_int_equal(complete(39), -LUCID_CLOSE_BAD_ID);
	assert_int_equal(complete(64), -LUCID_CLOSE_BAD_ID);
	assert_int_equal(complete(40), 0);
	assert_int_equal(complete(40), -LUCID_CLOSE_BAD_ID);
	assert_int_equal(submit(40), 1);
	assert_int_equal(p.back.closed, LUCID_CLOSE_OPEN);
	pair_close(&p);
}

static void closed(void **state)
{
	(void)state;
	pair_open(&p, 2, 16, 16);
	assert_int_equal(submit(0), 1);
	lucid_back_close(&p.back, LUCID_CLOSE_BAD_LENGTH);
	lucid_back_close(&p.back, LUCID_CLOSE_NORMAL);
	assert_int_equal(complete(0), -LUCID_CLOSE_BAD_LENGTH);
	assert_int_equal(submit(1), -LUCID_CLOSE_BAD_LENGTH);
	assert_int_equal(lucid_front_peer_closed(&p.front), LUCID_CLOSE_BAD_LENGTH);
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_ids), cmocka_unit_test(in_use), cmocka_unit_test(overflow),
		cmocka_unit_test(completes_once), cmocka_unit_test(closed),
	};

	return cmocka_run_group_tests_name("ring-back", tests, NULL, NULL);
}
