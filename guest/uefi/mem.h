/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and comparing memory, for every file of guest/uefi; the compiler asks for the first three
 * by itself.
 */
#ifndef LUCID_UEFI_MEM_H
#define LUCID_UEFI_MEM_H

#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);

/*
 * Large data to or from memory that the parent may change at any time: each byte is touched once,
 * by quadwords, as string instructions of bytes are slow where each one is executed by itself.
 */
static inline void lucid_copy(void *to, const void *from, size_t n)
{
	size_t words = n / 8, rest = n % 8;

	__asm__ volatile("rep movsq\n\t"
			 "mov %3, %%rcx\n\t"
			 "rep movsb"
			 : "+D"(to), "+S"(from), "+c"(words)
			 : "r"(rest)
			 : "memory");
}

#endif
