// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text and results of a guest, 32 characters a hypercall; by the first serial port where nobody
 * takes hypercalls.
 */
#include <stdarg.h>

#include "tests/conf/lib/conf.h"

#define INFO_CMDLINE	4	/* multiboot_info: bit 2 of word 0 says that word 4 is there */
#define COM1		0x3f8
#define COM1_STATUS	(COM1 + 5)
#define COM1_EMPTY	0x20
#define COM1_PATIENCE	100000
#define EXIT_PORT	0xf4

uint32_t conf_info;
static bool lucid;
static unsigned int results, failures;
static union {
	char c[32];
	uint64_t word[4];
} line;
static unsigned int used;

static void serial(char c)
{
	for (unsigned int i = 0; i < COM1_PATIENCE && !(in(COM1_STATUS, 1) & COM1_EMPTY); i++)
		;
	out(COM1, 1, (uint8_t)c);
}

static void flush(void)
{
	for (unsigned int i = 0; i < used && !lucid; i++)
		serial(line.c[i]);
	if (used && lucid)
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

void begin(void)
{
	static const char want[12] = "LucidHvLucid";
	union {
		uint32_t r[4];
		char c[16];
	} leaf;

	cpuid(LUCID_CPUID_SIGNATURE, 0, leaf.r);
	lucid = true;
	for (unsigned int i = 0; i < sizeof(want); i++)
		lucid &= leaf.c[4 + i] == want[i];
	print("KTAP version 1\n");
	if (lucid)
		return;
	ok(false, "[ABI-7] leaf 0x40000000 says LucidHvLucid");
	print("# it says ");
	for (unsigned int i = 0; i < sizeof(want); i++)
		put(leaf.c[4 + i] >= ' ' && leaf.c[4 + i] <= '~' ? leaf.c[4 + i] : '.');
	print("\n1..1\nBail out! no Lucid here\n");
	out(EXIT_PORT, 1, 1);
	for (;;)
		__asm__ volatile("cli; hlt");
}

void finish(void)
{
	if (irqs_masked)
		ok(false, "[APIC-6] %lu interrupts came while IF was 0", irqs_masked);
	print("1..%u\n", results);
	flush();
	lucid_hc_system_stop(LUCID_STOP_POWEROFF, failures);
	for (;;)
		__asm__ volatile("hlt");
}

uint64_t argument(const char *name, uint64_t otherwise)
{
	const uint32_t *info = (const uint32_t *)(uintptr_t)conf_info;
	const char *at = (const char *)(uintptr_t)info[INFO_CMDLINE];
	uint64_t value = 0;

	if (!(info[0] & BIT(2)))
		return otherwise;
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
