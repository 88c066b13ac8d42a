// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parent's clock as children see it. A child extends the last reading by the TSC, so the rate
 * matters as much as the time: it is that of the clock as the parent's NTP steers it.
 */
#define _GNU_SOURCE
#include "hv/vmm/wall.h"

#include <stdbool.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "ring/port.h"

#define TRIES		5
#define PERIOD_S	1
#define BILLION		1000000000UL
#define RATE_MIN_NS	(BILLION / 10)	/* over less time a rate is not worth much */

static uint64_t now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * BILLION + (uint64_t)ts.tv_nsec;
}

/* The quickest of a few readings: nothing came between the clock and the TSC. */
static struct wall_pair read_pair(clockid_t clock)
{
	struct wall_pair best = { 0 };
	uint64_t least = UINT64_MAX;

	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t before = __rdtsc(), ns = now(clock), took = __rdtsc() - before;

		if (took >= least)
			continue;
		least = took;
		best = (struct wall_pair){ .tsc = before + took / 2, .ns = ns };
	}
	return best;
}

uint64_t wall_rate(const struct wall_pair *from, const struct wall_pair *to)
{
	return (uint64_t)(((unsigned __int128)(to->ns - from->ns) << 32) / (to->tsc - from->tsc));
}

void wall_begin(struct wall *w)
{
	w->first = read_pair(CLOCK_REALTIME);
	w->last = read_pair(CLOCK_MONOTONIC);
}

static void publish(struct wall *w)
{
	struct wall_pair real = read_pair(CLOCK_REALTIME);
	struct lucid_wall *page = w->page;
	uint32_t seq = page->seq;

	WRITE_ONCE(page->seq, seq | 1);
	lucid_fence();
	WRITE_ONCE(page->first_ns, w->first.ns);
	WRITE_ONCE(page->ticks, real.tsc - w->first.tsc);
	WRITE_ONCE(page->wall_ns, real.ns);
	WRITE_ONCE(page->rate, w->rate);
	lucid_store_release(&page->seq, (seq | 1) + 1);
}

/* Once, at the next second or when somebody sets the clock, whichever comes first. */
static void set_timer(struct wall *w)
{
	struct itimerspec at = { .it_value.tv_sec = PERIOD_S };

	at.it_value.tv_sec += (time_t)(now(CLOCK_REALTIME) / BILLION);
	timerfd_settime(w->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
}

int wall_start(struct wall *w, struct lucid_wall *page, uint32_t khz)
{
	const struct wall_pair from = { 0 }, to = { .tsc = khz, .ns = BILLION / 1000 };

	w->page = page;
	w->rate = wall_rate(&from, &to);
	w->timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (w->timer < 0)
		return -1;
	publish(w);
	set_timer(w);
	return 0;
}

void wall_update(struct wall *w)
{
	struct wall_pair pair = read_pair(CLOCK_MONOTONIC);
	uint64_t count;

	/* Says ECANCELED when the clock was set: all the same here. */
	(void)!read(w->timer, &count, sizeof(count));
	if (pair.ns - w->last.ns >= RATE_MIN_NS) {
		w->rate = wall_rate(&w->last, &pair);
		w->last = pair;
	}
	publish(w);
	set_timer(w);
}
