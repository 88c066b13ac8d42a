/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What libc would give: memory functions, and the log, which goes to the serial
 * port until the parent starts and always into the RAM buffer of HV_LOG. Any file
 * may call it. In host tests libc's own functions stand in.
 */
#ifndef HV_LIB_LIB_H
#define HV_LIB_LIB_H

#include "hv/lib/types.h"

void *memcpy(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);

/* Formats %s %u %x (with l, 0 and width) and %%; the caller ends the line. */
void log_printf(const char *fmt, ...) __printf(1, 2);

/* Print, dump the current VMCS if there is one, and stop the machine. Means a bug in Lucid. */
void __noreturn panic(const char *fmt, ...) __printf(1, 2);

#define BUG_ON(cond) \
	do { \
		if (unlikely(cond)) \
			panic("BUG at %s:%d: %s", __FILE__, __LINE__, #cond); \
	} while (0)

#endif
