/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory functions of libc, which gcc also calls by itself.
 */
#include "hv/lib/lib.h"

void *memcpy(void *dst, const void *src, size_t n)
{
	void *d = dst;
	size_t words = n / 8, rest = n % 8;

	__asm__ volatile("rep movsq\n\tmov %3, %2\n\trep movsb"
			 : "+&D"(d), "+&S"(src), "+&c"(words) : "r"(rest) : "memory");
	return dst;
}

void *memset(void *dst, int c, size_t n)
{
	void *d = dst;
	size_t words = n / 8, rest = n % 8;

	__asm__ volatile("rep stosq\n\tmov %3, %1\n\trep stosb"
			 : "+&D"(d), "+&c"(words)
			 : "a"((uint8_t)c * 0x0101010101010101UL), "r"(rest) : "memory");
	return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}
