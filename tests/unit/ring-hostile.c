// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a peer that flips every word of its half while we read it gets nothing but
 * closed channels: each side hands up only ids that its own books allow, each once [RING-3],
 * and touches nothing outside of the halves [RING-2].
 * Does not prove the absence of a double fetch in the compiled code for every compiler.
 */
#include "ring-pair.h"
#include <pthread.h>

#define ORDER 3
#define SLOTS (1U << ORDER)

static struct pair p;
static bool stop;
static uint8_t *target;

/* Mostly plausible tags and ids, or the channel would close at once. */
static void *scribble(void *arg)
{
	uint32_t rng = 7, *words = (uint32_t *)(void *)(target + LUCID_RING_SLOTS);

	while (!READ_ONCE(stop)) {
		uint32_t n;

		rng = rng * 1664525 + 1013904223;
		n = (rng >> 8) % SLOTS;
		WRITE_ONCE(words[n * 4], rng >> 29 ? (rng >> 20) % SLOTS : rng);
		if (rng >> 30)
			WRITE_ONCE(words[n * 4 + 3], n + 1 + SLOTS * ((rng >> 16) % 3));
		else
			WRITE_ONCE(words[n * 4 + 3], 0);
		WRITE_ONCE(words[n * 4 + 1], rng);
	}
	return arg;
}

static pthread_t start(bool sub)
{
	pthread_t t;

	pair_open(&p, ORDER, 16, 16);
	target = sub ? p.sub : p.comp;
	WRITE_ONCE(stop, false);
	assert_int_equal(pthread_create(&t, NULL, scribble, NULL), 0);
	return t;
}

static void finish(pthread_t t, uint32_t got, uint32_t closed)
{
	WRITE_ONCE(stop, true);
	pthread_join(t, NULL);
	printf("# %u slots handed up, %u channels closed\n", got, closed);
	pair_close(&p);
}

static void back_takes(void **state)
{
	uint32_t taken = 0, closed = 0;
	pthread_t t = start(true);

	(void)state;
	for (int i = 0; i < 200000; i++) {
		bool busy[SLOTS] = { false };
		struct slot s;
		int got = 0;

		assert_int_equal(lucid_back_init(&p.back, p.comp, p.sub_ro, ORDER, 16, 16,
						 p.busy), 0);
		for (int look = 0; look < 50 && got >= 0; look++) {
			got = lucid_back_take(&p.back, &s);
			if (got != 1)
				continue;
			taken++;
			assert_in_range(s.id, 0, SLOTS - 1);
			assert_false(busy[s.id]);
			busy[s.id] = true;
		}
		closed += got < 0;
	}
	finish(t, taken, closed);
}

static void front_reaps(void **state)
{
	uint32_t reaped = 0, closed = 0;
	pthread_t t = start(false);

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct slot s = slot_make(0, 0);
		uint32_t flying = 0;
		int got = 0;

		assert_int_equal(lucid_front_init(&p.front, p.sub, p.comp_ro, ORDER, 16, 16,
						  p.ids), 0);
		for (int look = 0; look < 50 && got >= 0; look++) {
			s.id = (uint32_t)lucid_front_get(&p.front);
			if (lucid_front_submit(&p.front, &s) == 0)
				flying |= 1U << s.id;
			got = lucid_front_reap(&p.front, &s);
			if (got != 1)
				continue;
			reaped++;
			assert_in_range(s.id, 0, SLOTS - 1);
			assert_true(flying >> s.id & 1);
			flying &= ~(1U << s.id);
			assert_true(lucid_front_put(&p.front, s.id));
		}
		closed += got < 0;
	}
	finish(t, reaped, closed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(back_takes), cmocka_unit_test(front_reaps),
	};

	return cmocka_run_group_tests_name("ring-hostile", tests, NULL, NULL);
}
