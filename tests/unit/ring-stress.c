// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves, as far as a run can, that two processors that sleep whenever they may exchange every
 * element whole, once, in order, and that no wake-up is lost [RING-4]: a sleep of ten seconds
 * fails. Built with ThreadSanitizer too (tests/proof/tsan), to find a payload that is touched
 * before its tag.
 * Does not prove the absence of rare reorderings: tests/proof/ring.pml does.
 */
#include "ring-pair.h"
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

static struct pair p;
static uint32_t total;
static int to_parent, to_child;
static uint32_t kicks[2];

#define CHECK(cond) do { \
	if (!(cond)) { \
		printf("Bail out! line %d: %s\n", __LINE__, #cond); \
		_exit(1); \
	} \
} while (0)

static void kick(int fd, uint32_t *count)
{
	uint64_t one = 1;

	++*count;
	CHECK(write(fd, &one, sizeof(one)) == sizeof(one));
}

static void sleep_on(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint64_t got;

	CHECK(poll(&pfd, 1, 10000) == 1);
	CHECK(read(fd, &got, sizeof(got)) == sizeof(got));
}

/* Takes up to a few, completes those in the reverse order; sleeps when there is nothing. */
static void *parent(void *arg)
{
	uint32_t done = 0, rng = 1, n;
	struct slot s[8];

	while (done < total) {
		rng = rng * 1664525 + 1013904223;
		for (n = 0; n < 1 + (rng >> 29) && lucid_back_take(&p.back, &s[n]) == 1; n++)
			slot_expect(&s[n], p.sub_slot, s[n].id, s[n].id + 1);
		if (!n && !lucid_rx_arm(&p.back.rx))
			sleep_on(to_parent);
		for (done += n; n-- > 0;) {
			s[n] = slot_make(s[n].id, s[n].id + 2);
			CHECK(lucid_back_complete(&p.back, &s[n]) == 0);
		}
		CHECK(p.back.closed == LUCID_CLOSE_OPEN);
		if (lucid_tx_flush(&p.back.tx))
			kick(to_child, &kicks[1]);
	}
	return arg;
}

static void *child(void *arg)
{
	uint32_t sent = 0, done = 0, n;
	struct slot s;
	int id;

	while (done < total) {
		while (sent < total && (id = lucid_front_get(&p.front)) >= 0) {
			s = slot_make((uint32_t)id, (uint32_t)id + 1);
			CHECK(lucid_front_submit(&p.front, &s) == 0);
			if (sent++ % 3 == 0 && lucid_tx_flush(&p.front.tx))
				kick(to_parent, &kicks[0]);
		}
		if (lucid_tx_flush(&p.front.tx))
			kick(to_parent, &kicks[0]);
		for (n = 0; lucid_front_reap(&p.front, &s) == 1; n++) {
			slot_expect(&s, p.comp_slot, s.id, s.id + 2);
			CHECK(lucid_front_put(&p.front, s.id));
		}
		CHECK(p.front.closed == LUCID_CLOSE_OPEN);
		done += n;
		if (!n && !lucid_rx_arm(&p.front.rx))
			sleep_on(to_child);
	}
	return arg;
}

static void run(uint32_t order, uint32_t sub_slot, uint32_t comp_slot, uint32_t count)
{
	pthread_t t;

	total = count;
	pair_open(&p, order, sub_slot, comp_slot);
	to_parent = eventfd(0, 0);
	to_child = eventfd(0, 0);
	kicks[0] = kicks[1] = 0;
	assert_int_equal(pthread_create(&t, NULL, parent, NULL), 0);
	child(NULL);
	pthread_join(t, NULL);
	printf("# order %u: %u elements, %u and %u wake-ups\n", order, total, kicks[0], kicks[1]);
	close(to_parent);
	close(to_child);
	pair_close(&p);
}

static void exchange(void **state)
{
	(void)state;
	run(1, 16, 16, 60000);
	run(2, 64, 16, 100000);
	run(5, 32, 32, 400000);
	run(8, 64, 16, 400000);
	run(15, 16, 64, 400000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(exchange) };

	return cmocka_run_group_tests_name("ring-stress", tests, NULL, NULL);
}
