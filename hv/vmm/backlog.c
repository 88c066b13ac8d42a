// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of a back end's process: they go to the VMM, which has the person's ear.
 */
#include <stdarg.h>
#include <stdio.h>

#include "hv/vmm/log.h"
#include "hv/vmm/mail.h"

#define SOCK	0

static void message(uint32_t kind, const char *fmt, va_list args)
{
	struct mail_text text = { .kind = kind };
	int n = vsnprintf(text.text, sizeof(text.text), fmt, args);

	/* There is nowhere left to report a failure to. */
	if (n > 0)
		mail_send(SOCK, &text, sizeof(text), NULL, 0);
}

void log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(MAIL_INFO, fmt, args);
	va_end(args);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(MAIL_ERROR, fmt, args);
	va_end(args);
}
