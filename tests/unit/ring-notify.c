// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves when a port is raised: when the element that the consumer waits for was just
 * published, and only then [RING-9]; and that a consumer that looks again sees what it would sleep
 * over [RING-4], in every order of two steps.
 * Does not prove the memory order: tests/proof/ring.pml and ring-stress do.
 */
#include "ring-pair.h"

static struct pair p;

static void push(uint32_t count)
{
	while (count--) {
		struct slot s = slot_make(0, 0);

		lucid_tx_push(&p.front.tx, &s);
	}
}

static uint32_t pop_all(void)
{
	struct slot s;
	uint32_t n = 0;

	while (lucid_rx_pop(&p.back.rx, &s) == 1)
		n++;
	return n;
}

/* @n at least a lap below 2^32: a slot that was never written is no element 2^32 - 1. */
static void start_at(uint32_t n)
{
	pair_open(&p, 3, 16, 16);
	p.front.tx.next = p.front.tx.told = p.back.rx.next = n;
}

/* A fresh channel waits for element 0, so the first submission is heard. */
static void first(void **state)
{
	(void)state;
	start_at(0);
	assert_false(lucid_tx_flush(&p.front.tx));
	push(1);
	assert_true(lucid_tx_flush(&p.front.tx));
	assert_false(lucid_tx_flush(&p.front.tx));
	push(1);
	assert_false(lucid_tx_flush(&p.front.tx));
	pair_close(&p);
}

static void suppressed_until_armed(void **state)
{
	static const uint32_t starts[] = { 0, 5, 0xffffffe8, 0x7ffffffe };

	(void)state;
	for (int i = 0; i < 4; i++) {
		start_at(starts[i]);
		for (int lap = 0; lap < 10; lap++) {
			assert_false(lucid_rx_arm(&p.back.rx));
			push(3);
			assert_true(lucid_tx_flush(&p.front.tx));
			push(2);
			assert_false(lucid_tx_flush(&p.front.tx));
			assert_int_equal(pop_all(), 5);
			push(3);
			assert_false(lucid_tx_flush(&p.front.tx));
			assert_int_equal(pop_all(), 3);
		}
		pair_close(&p);
	}
}

static void looks_again(void **state)
{
	(void)state;
	start_at(0xffffffe8);
	for (int lap = 0; lap < 40; lap++) {
		push(1);
		assert_true(lucid_rx_arm(&p.back.rx));
		lucid_rx_disarm(&p.back.rx);
		assert_false(lucid_tx_flush(&p.front.tx));
		assert_int_equal(pop_all(), 1);
	}
	/* A broken tag wakes too, so that it is found. */
	memset(p.sub + 128, 0xa5, 128);
	assert_true(lucid_rx_arm(&p.back.rx));
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first), cmocka_unit_test(suppressed_until_armed),
		cmocka_unit_test(looks_again),
	};

	return cmocka_run_group_tests_name("ring-notify", tests, NULL, NULL);
}
