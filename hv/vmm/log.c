// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of lucid-vmm: one line per call, written whole, so that lines of threads do not mix.
 */
#include "hv/vmm/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int log_fd = -1;

static void put(int fd, const char *text, size_t len)
{
	/* There is nowhere left to report a failure to. */
	if (write(fd, text, len) < 0)
		return;
}

static void message(int to_stderr, const char *fmt, va_list args)
{
	char text[512] = "lucid-vmm: ";
	size_t head = strlen(text);
	int n = vsnprintf(text + head, sizeof(text) - head - 1, fmt, args);
	size_t len = head + (n < 0 ? 0 : (size_t)n);

	if (len > sizeof(text) - 2)
		len = sizeof(text) - 2;
	text[len++] = '\n';
	if (to_stderr)
		put(STDERR_FILENO, text, len);
	if (log_fd >= 0)
		put(log_fd, text, len);
}

int log_open(const char *path)
{
	log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (log_fd >= 0)
		return 0;
	log_error("log %s: %s", path, strerror(errno));
	return -1;
}

void log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(0, fmt, args);
	va_end(args);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(1, fmt, args);
	va_end(args);
}
