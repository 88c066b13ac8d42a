// SPDX-License-Identifier: GPL-2.0-only
/*
 * tsc: print the time stamp counter, which on Bochs is the number of instructions executed. For the
 * scripts of parent and child, which have no other way to it.
 */
#include <stdio.h>
#include <x86intrin.h>

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("%llu\n", (unsigned long long)__rdtsc());
	return 0;
}
