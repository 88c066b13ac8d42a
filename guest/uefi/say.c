// SPDX-License-Identifier: BSD-2-Clause
/*
 * Messages, written by hypercall: they need no console and no memory that is shared, and the parent
 * shows them. For guests only: see lucid_discover().
 */
#include <stdarg.h>

#include "guest/uefi/lucid.h"

#define LUCID_LINE	200

struct lucid_line {
	char text[LUCID_LINE];
	uint32_t n;
};

static void lucid_put(struct lucid_line *line, char c)
{
	/* Two places are for the end of the line. */
	if (line->n < LUCID_LINE - 2)
		line->text[line->n++] = c;
}

static void lucid_put_string(struct lucid_line *line, const char *s)
{
	while (*s)
		lucid_put(line, *s++);
}

static void lucid_put_number(struct lucid_line *line, uint64_t value, uint32_t base)
{
	char digit[20];
	uint32_t n = 0;

	do {
		digit[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		lucid_put(line, digit[--n]);
}

void lucid_say(const char *format, ...)
{
	struct lucid_line line = { .n = 0 };
	va_list args;

	va_start(args, format);
	lucid_put_string(&line, "lucid: ");
	for (; *format; format++) {
		if (*format != '%') {
			lucid_put(&line, *format);
			continue;
		}
		switch (*++format) {
		case 's':
			lucid_put_string(&line, va_arg(args, const char *));
			break;
		case 'u':
			lucid_put_number(&line, va_arg(args, uint32_t), 10);
			break;
		default:
			lucid_put_string(&line, "0x");
			lucid_put_number(&line, va_arg(args, uint64_t), 16);
			break;
		}
	}
	va_end(args);
	line.text[line.n++] = '\r';
	line.text[line.n++] = '\n';
	arch_write(line.text, line.n);
}
