// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts kicks and calls of a layout of ringtest, and prints both on stderr at the end. For
 * tests/bench/ring/run, which links it with --wrap.
 */
#include <stdio.h>

void __real_kick(void);
void __real_call(void);
void __wrap_kick(void);
void __wrap_call(void);

static unsigned long kicks, calls;

void __wrap_kick(void)
{
	kicks++;
	__real_kick();
}

void __wrap_call(void)
{
	calls++;
	__real_call();
}

static void __attribute__((destructor)) report(void)
{
	fprintf(stderr, "%lu %lu\n", kicks, calls);
}
