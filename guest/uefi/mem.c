// SPDX-License-Identifier: BSD-2-Clause
/*
 * The functions that a compiler expects of its environment. The host tests have the C library's.
 */
#include "guest/uefi/mem.h"

void *memcpy(void *to, const void *from, size_t n)
{
	lucid_copy(to, from, n);
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	void *at = to;

	__asm__ volatile("rep stosb" : "+D"(at), "+c"(n) : "a"(byte) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a, *y = b;

	for (; n; x++, y++, n--)
		if (*x != *y)
			return *x - *y;
	return 0;
}
