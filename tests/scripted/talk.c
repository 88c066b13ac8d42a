// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands for the shell on the child's console. After each it prints "@@end STATUS"; the first of
 * these says that it is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/scripted/rig.h"

static void line(struct rig *r, const char *text, size_t len)
{
	if (!strncmp(text, "@@end ", 6)) {
		r->status = atoi(text + 6);
	} else if (strncmp(text, "@@", 2) && r->length + len + 2 < sizeof(r->said)) {
		memcpy(r->said + r->length, text, len);
		r->length += len;
		r->said[r->length++] = '\n';
		r->said[r->length] = '\0';
	}
}

void talk_feed(struct rig *r, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n') {
			r->line[r->fill] = '\0';
			line(r, r->line, r->fill);
			r->fill = 0;
		} else if (text[i] != '\r' && r->fill < sizeof(r->line) - 1) {
			r->line[r->fill++] = text[i];
		}
	}
}

void talk_start(struct rig *r, const char *command)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "%s\n", command);

	r->length = 0;
	r->said[0] = '\0';
	r->status = -1;
	if (write(r->to_child, text, (size_t)n) != n)
		case_fail(r, "the console takes no commands");
}

int talk_end(struct rig *r)
{
	uint64_t limit = rig_limit(3);

	while (r->status < 0 && rig_wait(r, limit))
		;
	return r->status;
}

int talk(struct rig *r, const char *command)
{
	talk_start(r, command);
	return talk_end(r);
}

unsigned long talk_number(struct rig *r, const char *command)
{
	return talk(r, command) ? 0 : strtoul(r->said, NULL, 10);
}
