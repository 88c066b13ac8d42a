// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict on a case: notes for a person, and one line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/scripted/rig.h"

void case_begin(struct rig *r)
{
	r->bad = false;
}

void case_fail(struct rig *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("# ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	r->bad = true;
}

void case_says(struct rig *r, const char *text)
{
	char command[256];

	if (!text)
		return;
	snprintf(command, sizeof(command), "said '%s'", text);
	if (talk(r, command))
		case_fail(r, "the child does not say: %s", text);
}

void case_io_failed(struct rig *r, const struct victim *v)
{
	if (talk_end(r) == 0 && v->fails)
		case_fail(r, "a request has ended well");
}

void case_child(struct rig *r, const char *command)
{
	if (talk(r, command))
		case_fail(r, "child: %s: status %d: %s", command, r->status, r->said);
}

/* The kernel's words about our devices, for a person. */
static void show(struct rig *r)
{
	char *save = NULL;

	for (char *l = strtok_r(r->said, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		if (r->bad || strstr(l, "lucid"))
			printf("# %s\n", l);
	talk(r, "log=");
}

void case_end(struct rig *r, const char *kind, const char *name)
{
	if (talk(r, "well"))
		case_fail(r, "the child's kernel complains");
	show(r);
	result(r, !r->bad, "%s: %s", kind, name);
}

void result(struct rig *r, bool good, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf(good ? "ok " : "not ok ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	r->results++;
	r->bad = false;
}
