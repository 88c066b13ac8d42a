// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text and results of a guest, 32 characters a hypercall.
 */
#include <stdarg.h>

#include "tests/conf/lib/conf.h"

#define CMD_LINE_PTR	0x228	/* in boot_params */

const uint8_t *conf_boot_params;
static unsigned int results, failures;
static union {
	char c[32];
	uint64_t word[4];
} line;
static unsigned int used;

static void flush(void)
{
	if (used)
		lucid_hc_console_write(used, line.word[0], line.word[1], line.word[2],
				       line.word[3]);
	used = 0;
}

static void put(char c)
{
	line.c[used++] = c;
	if (used == sizeof(line.c) || c == '\n')
		flush();
}

static void put_number(uint64_t value, unsigned int base)
{
	char digits[20];
	unsigned int n = 0;

	do
		digits[n++] = "0123456789abcdef"[value % base];
	while (value /= base);
	while (n)
		put(digits[--n]);
}

static void put_signed(int64_t value)
{
	if (value < 0)
		put('-');
	put_number(value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static void format(const char *fmt, va_list args)
{
	for (; *fmt; fmt++) {
		bool wide = fmt[0] == '%' && fmt[1] == 'l';

		if (*fmt != '%') {
			put(*fmt);
			continue;
		}
		fmt += wide ? 2 : 1;
		if (*fmt == 's')
			for (const char *s = va_arg(args, const char *); *s; s++)
				put(*s);
		else if (*fmt == 'd')
			put_signed(wide ? va_arg(args, int64_t) : va_arg(args, int));
		else if (*fmt == 'u' || *fmt == 'x')
			put_number(wide ? va_arg(args, uint64_t) : va_arg(args, unsigned int),
				   *fmt == 'u' ? 10 : 16);
		else
			put(*fmt == 'c' ? (char)va_arg(args, int) : *fmt);
	}
}

void print(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	format(fmt, args);
	va_end(args);
}

static bool result(bool passed, const char *fmt, va_list args)
{
	failures += !passed;
	print("%sok %u - ", passed ? "" : "not ", ++results);
	format(fmt, args);
	put('\n');
	return passed;
}

bool ok(bool passed, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(passed, fmt, args);
	va_end(args);
	return passed;
}

bool same(uint64_t got, uint64_t want, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (!result(got == want, fmt, args))
		print("# got %lx (%ld), not %lx (%ld)\n", got, (int64_t)got, want, (int64_t)want);
	va_end(args);
	return got == want;
}

void finish(void)
{
	print("1..%u\n", results);
	flush();
	lucid_hc_system_stop(LUCID_STOP_POWEROFF, failures);
	for (;;)
		__asm__ volatile("hlt");
}

uint64_t argument(const char *name, uint64_t otherwise)
{
	const char *at = (const char *)(uintptr_t)*(const uint32_t *)(conf_boot_params +
								      CMD_LINE_PTR);
	uint64_t value = 0;

	for (; *at; at++) {
		unsigned int n = 0;

		while (name[n] && at[n] == name[n])
			n++;
		if (name[n] || at[n] != '=')
			continue;
		for (at += n + 1; *at >= '0' && *at <= '9'; at++)
			value = value * 10 + (uint64_t)(*at - '0');
		return value;
	}
	return otherwise;
}
