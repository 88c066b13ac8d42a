// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the last lines of a guest that crashed are shown whole, in order, without what a
 * terminal would obey, and that what is older than there is room for is left out. Does not prove
 * that a guest says something.
 */
/* sources: hv/vmm/words.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "hv/vmm/log.h"
#include "hv/vmm/words.h"

static struct words w;
static char shown[3 * WORDS_MAX];

/* In place of log.c's. */
void log_error(const char *fmt, ...)
{
	size_t n = strlen(shown);
	va_list args;

	va_start(args, fmt);
	vsnprintf(shown + n, sizeof(shown) - n, fmt, args);
	va_end(args);
	strcat(shown, "|");
}

static const char *show(void)
{
	shown[0] = '\0';
	words_show(&w, 3);
	return shown;
}

static void say(const char *text)
{
	words_keep(&w, (const uint8_t *)text, strlen(text));
}

static void lines(void **state)
{
	(void)state;
	assert_string_equal(show(), "");
	say("one\r\n\ntwo");
	say(" and\tmore\nthr");
	assert_string_equal(show(),
			    "vp 3: guest: one|vp 3: guest: two and\tmore|vp 3: guest: thr|");
	assert_string_equal(show(), "");
	say("\033[2J\177\200\n");
	assert_string_equal(show(), "vp 3: guest: ?[2J??|");
}

static void too_much(void **state)
{
	char line[32];
	const char *at;
	int first, n = 0;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		snprintf(line, sizeof(line), "line %04d\n", i);
		say(line);
	}
	assert_int_equal(sscanf(show(), "vp 3: guest: line %d", &first), 1);
	for (at = shown; *at; at = strchr(at, '|') + 1, n++) {
		snprintf(line, sizeof(line), "line %04d|", first + n);
		assert_memory_equal(strstr(at, "line"), line, strlen(line));
	}
	assert_int_equal(first + n, 2000);
	assert_int_equal(n, (WORDS_MAX - 1) / strlen("line 0000\n"));
}

/* One line without an end, as much of it as there is room for, in pieces that fit a message. */
static void no_end(void **state)
{
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 2 * WORDS_MAX; i++)
		say("x");
	show();
	for (const char *at = shown; *at; at++)
		n += *at == 'x';
	assert_int_equal(n, WORDS_MAX);
	assert_true(strcspn(shown, "|") < 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines), cmocka_unit_test(too_much), cmocka_unit_test(no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
