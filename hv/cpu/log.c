/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The log: formatting, the RAM ring, the serial port. See lib.h and log.h. The first
 * line of every CPU's panic begins with "lucid: PANIC", which test runners look for.
 */
#include <stdarg.h>

#include "hv/core/arch.h"
#include "hv/cpu/regs.h"
#include "hv/lib/lib.h"
#include "hv/lib/log.h"
#include "hv/lib/spinlock.h"
#include "hv/vmx/dump.h"

#define COM1		0x3f8
#define LOG_TEXT	64	/* offset of the text in the ring */

static char early[LOG_SIZE] __aligned(PAGE_SIZE);
static char *ring = early;
static struct spinlock lock;
static bool serial = true;

uint64_t log_hpa, log_size = LOG_SIZE;

static void serial_putc(char c)
{
	/* Wait for an empty holding register, but not for ever: there may be no UART. */
	for (unsigned int i = 0; i < 100000 && !(inb(COM1 + 5) & 0x20); i++)
		__builtin_ia32_pause();
	outb(COM1, (uint8_t)c);
}

static void put(char c)
{
	uint64_t *count = (uint64_t *)ring;
	uint64_t n = *count;

	ring[LOG_TEXT + n % (LOG_SIZE - LOG_TEXT)] = c;
	store_release(count, n + 1);
	if (!serial)
		return;
	if (c == '\n')
		serial_putc('\r');
	serial_putc(c);
}

static void put_number(uint64_t v, unsigned int base, int width, char pad)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	for (; width > n; width--)
		put(pad);
	while (n)
		put(digits[--n]);
}

static void put_string(const char *s)
{
	while (*s)
		put(*s++);
}

/* %s %u %x, with 0, width and l: all that the hypervisor prints. */
static void format(const char *f, va_list ap)
{
	for (; *f; f++) {
		bool wide = false;
		char pad = ' ';
		int width = 0;

		if (*f != '%') {
			put(*f);
			continue;
		}
		if (*++f == '0')
			pad = *f++;
		while (*f >= '0' && *f <= '9')
			width = width * 10 + *f++ - '0';
		for (; *f == 'l'; f++)
			wide = true;
		switch (*f) {
		case 's':
			put_string(va_arg(ap, const char *));
			break;
		case 'u':
		case 'x':
			put_number(wide ? va_arg(ap, unsigned long) : va_arg(ap, unsigned int),
				   *f == 'u' ? 10 : 16, width, pad);
			break;
		default:
			put(*f);
		}
	}
}

void log_printf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	spin_lock(&lock);
	put_string("lucid: ");
	format(fmt, ap);
	spin_unlock(&lock);
	va_end(ap);
}

void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	serial = true;
	put_string("\nlucid: PANIC: ");
	format(fmt, ap);
	va_end(ap);
	put('\n');
	vmx_dump();
	put_string("lucid: stopped\n");
	for (;;)
		__asm__ volatile("cli; hlt");
}

void log_move(uint64_t hpa)
{
	memcpy(pa_va(hpa), ring, LOG_SIZE);
	ring = pa_va(hpa);
	log_hpa = hpa;
}

void log_serial(bool on)
{
	serial = on;
}
