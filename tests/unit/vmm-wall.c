// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that what lucid-vmm publishes of its clock gives, by the formula of struct lucid_wall, the
 * time of that clock, before and after it found out the TSC's true rate by itself, and that its
 * timer comes within a second. Does not prove: that it comes when the clock is set, nor how a child
 * reads it; tests/linux/ptp.sh does.
 */
/* sources: hv/vmm/wall.c */
#define _GNU_SOURCE
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>
#include <cmocka.h>

#include "hv/vmm/wall.h"

static struct wall wall;
static struct lucid_wall page;

static uint64_t real(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000UL + (uint64_t)ts.tv_nsec;
}

/* What a child finds, whose TSC is ours. */
static uint64_t computed(void)
{
	uint64_t ticks = __rdtsc() - wall.first.tsc - page.ticks;

	assert_true(page.seq && !(page.seq & 1));
	return page.wall_ns + (uint64_t)(((unsigned __int128)ticks * page.rate) >> 32);
}

/* Between two looks at the clock itself, with this many nanoseconds to spare. */
static void agrees(uint64_t spare)
{
	uint64_t before = real(), got = computed(), after = real();

	assert_in_range(got, before - spare, after + spare);
}

static void rates(void **state)
{
	const struct wall_pair from = { 1000, 5000 }, to = { 3000, 6000 };
	const struct wall_pair far = { 1000 + 400000003000UL, 5000 + 1000000000000UL };

	(void)state;
	assert_int_equal(wall_rate(&from, &to), 1UL << 31);
	assert_int_equal(wall_rate(&from, &far), 10737418159UL);
}

static void follows(void **state)
{
	struct pollfd timer;
	uint64_t rate;

	(void)state;
	wall_begin(&wall);
	/* 1 GHz, which is wrong, but not yet by much. */
	assert_int_equal(wall_start(&wall, &page, 1000000), 0);
	assert_int_equal(page.rate, 1UL << 32);
	assert_int_equal(page.first_ns, wall.first.ns);
	agrees(500000000);
	usleep(200000);
	wall_update(&wall);
	rate = page.rate;
	agrees(1000000);
	usleep(500000);
	agrees(1000000);
	wall_update(&wall);
	assert_in_range(page.rate, rate - rate / 1000, rate + rate / 1000);
	timer = (struct pollfd){ .fd = wall.timer, .events = POLLIN };
	assert_int_equal(poll(&timer, 1, 1500), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rates), cmocka_unit_test(follows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
