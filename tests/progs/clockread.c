// SPDX-License-Identifier: GPL-2.0-only
/*
 * clockread N: call clock_gettime N times through the C library (which takes the vDSO) and print
 * the ticks of the time stamp counter that one call takes; fails if time ever goes backwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <x86intrin.h>

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 0;
	struct timespec last = { 0 }, now = { 0 };
	unsigned long long begin = __rdtsc(), total;

	for (long i = 0; i < n; i++) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec < last.tv_sec ||
		    (now.tv_sec == last.tv_sec && now.tv_nsec < last.tv_nsec)) {
			printf("backwards at call %ld\n", i);
			return 1;
		}
		last = now;
	}
	total = __rdtsc() - begin;
	printf("%llu\n", n ? total / (unsigned long long)n : 0);
	return 0;
}
