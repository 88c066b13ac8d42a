// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two threads push slots through channels of all shapes: slots of 16, 32 and 64 bytes, rings of
 * 2 to 32,768, batches of 1, 8 and 64. Every slot carries its number: none is lost, comes twice
 * or out of order, and each completion is for a request of that number. For tests/stress/run and
 * tests/proof/stress; argument: how many slots in all, default 10^9, and as many more as it takes
 * for each ring to go round twice.
 * Does not prove anything about sleeping: tests/unit/ring-stress.c does.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "ring/ring.h"

struct slot {
	uint32_t id;
	uint32_t seq;
	uint32_t rest[14];
};

struct shape {
	uint32_t order, sub, comp, batch;
	uint64_t count;			/* requests */
};

static struct lucid_front front;
static struct lucid_back back;
static uint32_t ids[1 << LUCID_RING_MAX_ORDER], sent[1 << LUCID_RING_MAX_ORDER];
static uint32_t busy[LUCID_BACK_WORDS(LUCID_RING_MAX_ORDER)];

static void check(int good, const char *what, const struct shape *s)
{
	if (good)
		return;
	printf("# order %u, slots of %u and %u, batch %u: %s\n", s->order, s->sub, s->comp,
	       s->batch, what);
	printf("not ok 1 stress-ring\n");
	exit(1);
}

static void rest(uint32_t *turns)
{
	lucid_pause();
	if (++*turns % 256 == 0)
		sched_yield();
}

/* The words behind the number depend on it: a torn slot shows. */
static void fill(struct slot *s, uint32_t bytes)
{
	for (uint32_t i = 0; i < (bytes - 12) / 4; i++)
		s->rest[i] = s->seq * 2654435761U + i;
}

static int whole(const struct slot *s, uint32_t bytes)
{
	for (uint32_t i = 0; i < (bytes - 12) / 4; i++)
		if (s->rest[i] != s->seq * 2654435761U + i)
			return 0;
	return 1;
}

/* Takes up to a batch, completes it backwards. */
static void *parent(void *arg)
{
	const struct shape *s = (const struct shape *)arg;
	struct slot slots[64];
	uint64_t done = 0;
	uint32_t n, turns = 0, next = 0;

	while (done < s->count) {
		for (n = 0; n < s->batch && lucid_back_take(&back, &slots[n]) == 1; n++) {
			check(slots[n].seq == next++, "a submission is lost or out of order", s);
			check(whole(&slots[n], s->sub), "a submission is torn", s);
		}
		check(back.closed == LUCID_CLOSE_OPEN, "the back end closed", s);
		done += n;
		if (!n && lucid_rx_idle(&back.rx))
			rest(&turns);
		while (n-- > 0) {
			fill(&slots[n], s->comp);
			check(!lucid_back_complete(&back, &slots[n]), "cannot complete", s);
		}
	}
	return arg;
}

static void child(const struct shape *s)
{
	uint64_t started = 0, done = 0;
	uint32_t turns = 0, n;
	struct slot slot;
	int id;

	while (done < s->count) {
		for (n = 0; n < s->batch && started < s->count; n++) {
			id = lucid_front_get(&front);
			if (id < 0)
				break;
			slot.id = (uint32_t)id;
			slot.seq = sent[id] = (uint32_t)started++;
			fill(&slot, s->sub);
			check(!lucid_front_submit(&front, &slot), "cannot submit", s);
		}
		for (n = 0; lucid_front_reap(&front, &slot) == 1; n++) {
			check(slot.seq == sent[slot.id], "the wrong completion", s);
			check(whole(&slot, s->comp), "a completion is torn", s);
			check(lucid_front_put(&front, slot.id), "not held", s);
		}
		check(front.closed == LUCID_CLOSE_OPEN, "the front end closed", s);
		done += n;
		if (!n && lucid_rx_idle(&front.rx))
			rest(&turns);
	}
}

static void run(struct shape *s)
{
	void *sub = aligned_alloc(4096, lucid_half_bytes(s->order, s->sub));
	void *comp = aligned_alloc(4096, lucid_half_bytes(s->order, s->comp));
	struct slot last;
	pthread_t t;

	check(sub && comp &&
	      !lucid_front_init(&front, sub, comp, s->order, s->sub, s->comp, ids) &&
	      !lucid_back_init(&back, comp, sub, s->order, s->sub, s->comp, busy), "init", s);
	check(!pthread_create(&t, NULL, parent, s), "pthread_create", s);
	child(s);
	pthread_join(t, NULL);
	check(lucid_front_reap(&front, &last) == 0, "one too many", s);
	free(sub);
	free(comp);
}

int main(int argc, char **argv)
{
	static const uint32_t batches[] = { 1, 8, 64 };
	uint64_t all = argc > 1 ? strtoull(argv[1], NULL, 0) : 1000000000ULL, slots = 0;
	uint32_t order, k;

	printf("KTAP version 1\n1..1\n");
	fflush(stdout);
	for (order = LUCID_RING_MIN_ORDER; order <= LUCID_RING_MAX_ORDER; order++)
		for (k = 0; k < 27; k++) {
			struct shape s = { order, 16U << k % 3, 16U << k / 3 % 3, batches[k / 9],
					   all / (2 * 15 * 27) + (2ULL << order) };

			run(&s);
			slots += 2 * s.count;
		}
	printf("# %llu slots\nok 1 stress-ring\n", (unsigned long long)slots);
	return 0;
}
