// SPDX-License-Identifier: GPL-2.0-only
/*
 * Times a whole run of ringtest, from before main() to exit, and prints nanoseconds on stderr.
 * For tests/bench/ring/run: starting a process takes longer than some runs.
 */
#include <stdio.h>
#include <time.h>

static struct timespec begin;

static void __attribute__((constructor)) start(void)
{
	clock_gettime(CLOCK_MONOTONIC, &begin);
}

static void __attribute__((destructor)) report(void)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	fprintf(stderr, "%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL +
		(end.tv_nsec - begin.tv_nsec));
}
