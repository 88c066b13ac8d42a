// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads pages of the guest in a tight loop, on another CPU than the guest's where there is one,
 * while the guest takes them away; for revoked.c of tests/conf.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "hv/vmm/guard.h"
#include "tests/partner/partner.h"

static struct {
	struct partner *table;
	const volatile uint64_t *area;
	uint64_t reads, secrets, faults, strange;
} eye;

/* Ends with a SIGBUS, or when the guest has no round any more. */
static void look(void *arg)
{
	struct side *s = arg;

	while (!outcome_is_set(&s->vm.outcome)) {
		uint64_t round = eye.table->round;
		uint64_t word = eye.area[round % PARTNER_PAGES * (LUCID_PAGE_SIZE / 8)];

		eye.reads++;
		if (word == PARTNER_PUBLIC + round)
			eye.table->seen = round;
		else if (word >= PARTNER_SECRET && word <= PARTNER_SECRET + PARTNER_ROUNDS)
			eye.secrets++;
		else
			eye.strange += round != 0;
	}
}

/* The guest's VP on one CPU, we on another, which has to be told to forget a translation. */
static void part_ways(struct side *s)
{
	cpu_set_t set;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return;
	for (int i = 0; i < 2; i++) {
		CPU_ZERO(&set);
		CPU_SET(i, &set);
		pthread_setaffinity_np(i ? pthread_self() : s->vm.vcpu[0].thread, sizeof(set),
				       &set);
	}
}

void see_revoked(struct side *s)
{
	eye.table = s->table;
	eye.area = side_map(s, PARTNER_AREA, PARTNER_PAGES * LUCID_PAGE_SIZE, LUCID_RIGHT_READ);
	if (!eye.area) {
		result(false, "a window");
		return;
	}
	part_ways(s);
	while (!outcome_is_set(&s->vm.outcome))
		eye.faults += !guard_call(look, s);
	result(eye.faults >= PARTNER_ROUNDS, "[MEM-6] %lu reads, SIGBUS %lu times", eye.reads,
	       eye.faults);
	result(!eye.secrets, "[HC-MEM-RELEASE-1] what is written after the page has come back is "
	       "never read: %lu times", eye.secrets);
	result(!eye.strange, "and nothing else, either: %lu times", eye.strange);
}
