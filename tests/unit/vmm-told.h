/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of what the person is told: by lucidctl, and on standard error. A test that
 * includes vmm-child.h includes this.
 */
#ifndef TESTS_UNIT_VMM_TOLD_H
#define TESTS_UNIT_VMM_TOLD_H

#include "hv/vmm/control.h"

static char text[CONTROL_TEXT];
static int told_file = -1, told_stderr;

/* Sooner or later. */
static inline bool status_says(const char *want)
{
	for (int i = 0; i < PATIENCE_MS / 10; i++, usleep(10000)) {
		char command[] = "status";

		directory_update(&dir);
		control_do(&dir, command, text, sizeof(text));
		if (strstr(text, want))
			return true;
	}
	print_message("%s", text);
	return false;
}

/* From now on standard error is kept. */
static inline void told_begin(void)
{
	told_file = memfd_create("stderr", 0);
	told_stderr = dup(STDERR_FILENO);
	must(dup2(told_file, STDERR_FILENO) == STDERR_FILENO, "stderr");
}

/* How many lines of it, since this was asked last, are exactly this. */
static inline int told(const char *want)
{
	static off_t from;
	char all[8192], *line, *save;
	ssize_t n = pread(told_file, all, sizeof(all) - 1, from);
	int count = 0;

	must(n >= 0, "what was kept of stderr");
	from += n;
	all[n] = '\0';
	for (line = strtok_r(all, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		count += !strcmp(line, want);
	return count;
}

/* What was kept goes where it belongs. */
static inline int told_end(void)
{
	char part[4096];
	off_t from = 0;
	ssize_t n;

	dup2(told_stderr, STDERR_FILENO);
	for (; (n = pread(told_file, part, sizeof(part), from)) > 0; from += n)
		must(write(STDERR_FILENO, part, (size_t)n) == n, "stderr");
	return 0;
}

#endif
