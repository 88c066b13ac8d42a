// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that lucid-vmm's command line is parsed as its help says, and that unknown options,
 * missing values and values out of range are refused.
 */
/* sources: hv/vmm/options.c hv/vmm/log.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "hv/vmm/options.h"
#include "spec/gen/lucid_abi.h"

static struct options o;
static char line[1024];

/* Splits at blanks and parses. */
static int parse(const char *text)
{
	char *argv[256] = { "lucid-vmm" };
	int argc = 1;

	strcpy(line, text);
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return options_parse(&o, argc, argv);
}

static void good(void **state)
{
	(void)state;
	assert_int_equal(parse("--kernel k"), 0);
	assert_int_equal(o.mem, 256 << 20);
	assert_int_equal(o.vps, 1);
	assert_false(o.open);
	assert_string_equal(o.cmdline, "");
	assert_int_equal(parse("--mem 5000 --vps 16 --memory open --kernel k --initrd i --disk a "
			       "--disk b,ro --disk c,d --tap t0 --tap t1 --net passt --com1 -"), 0);
	assert_int_equal(o.mem, 5000ULL << 20);
	assert_int_equal(o.vps, 16);
	assert_true(o.open);
	assert_int_equal(o.ndisks, 3);
	assert_false(o.disk[0].ro);
	assert_string_equal(o.disk[1].path, "b");
	assert_true(o.disk[1].ro);
	assert_string_equal(o.disk[2].path, "c,d");
	assert_int_equal(o.disk[2].hold, 30);
	assert_string_equal(o.net[1].tap, "t1");
	assert_true(o.net[2].passt);
	assert_int_equal(o.nnets, 3);
	assert_string_equal(o.com1, "-");
	assert_int_equal(parse("--disk nbd://127.0.0.1/x,ro --hold 0 --kernel k"), 0);
	assert_string_equal(o.disk[0].path, "nbd://127.0.0.1/x");
	assert_true(o.disk[0].ro && !o.disk[0].hold);
	assert_int_equal(parse("--help"), 1);
}

static void bad(void **state)
{
	static const char *const lines[] = {
		"",
		"--mem 64",
		"--kernel",
		"--bogus x --kernel k",
		"kernel k",
		"--kernel k --mem 0",
		"--kernel k --mem -1",
		"--kernel k --mem 64M",
		"--kernel k --mem 99999999999999999999",
		"--kernel k --mem 600000",
		"--kernel k --vps 0",
		"--kernel k --vps 17",
		"--kernel k --memory shared",
		"--kernel k --disk",
		"--kernel k --hold forever",
		"--kernel k --firmware f",
		"--firmware f --initrd i",
		"--firmware f --mem 63",
		"--kernel k --nvram n",
		"--kernel k --rom r",
		"--firmware",
		"--kernel k --tap a --tap b --tap c --tap d --tap e",
		"--kernel k --net user",
		"--kernel k --net",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(parse(lines[i]), -1);
}

/* The most disks there may be, one more, and how many channels each of them has beside cards. */
static void disks(void **state)
{
	char text[1024] = "--kernel k --vps 16 --tap a --tap b --tap c --tap d";

	(void)state;
	for (unsigned int i = 1; i <= OPT_MAX_DISKS; i++) {
		strcat(text, " --disk d");
		assert_int_equal(parse(text), 0);
		assert_int_equal(o.ndisks, i);
		assert_in_range(options_queues(&o), i < 8 ? 16 : 3, 16);
		/* A card takes two for each of its pairs. */
		assert_in_range(options_queues(&o) * (i + 2 * 4), i, LUCID_MAX_PORTS);
	}
	assert_int_equal(parse(strcat(text, " --disk d")), -1);
	assert_int_equal(parse("--firmware f --nvram n --rom r --com1-in -"), 0);
	assert_string_equal(o.nvram, "n");
	assert_int_equal(parse("--kernel k --vps 2 --disk d"), 0);
	assert_int_equal(options_queues(&o), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good), cmocka_unit_test(bad), cmocka_unit_test(disks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
