// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: text goes both ways through the rings in order, a full ring makes the writer wait and
 * nothing else, and each way to break the protocol closes the console without harm. Does not prove
 * what the kernel's hvc layer does with it.
 */
#include "fake.h"
#include "hvc.h"
#include "ring/console.h"

#define VTERM	0x4c550000

static int console_test_init(struct kunit *test)
{
	struct lucid_console_config size = { .cols = 80, .rows = 24 };
	int err = fake_start_core(test);

	if (err)
		return err;
	memcpy(fake_offer(0, LUCID_DEV_CONSOLE, 0)->config, &size, sizeof(size));
	fake_announce();
	err = fake_run_lucid_console_driver_init();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	return err;
}

static void console_test_exit(struct kunit *test)
{
	fake_run_lucid_console_driver_exit();
	fake_end_core(test);
}

static int console_test_put(const char *text, int n)
{
	return fake_seen.hvc_ops->put_chars(VTERM, text, n);
}

static int console_test_get(char *text, int n)
{
	return fake_seen.hvc_ops->get_chars(VTERM, text, n);
}

/* The parent takes one text and says that it is done. */
static int console_test_take(struct lucid_text *text)
{
	struct lucid_done done;
	int got = fake_take(&fake_dev[0], 0, text);

	if (got == 1) {
		done = (struct lucid_done){ .id = text->id };
		fake_complete(&fake_dev[0], 0, &done);
	}
	return got;
}

static void console_test_say(const char *bytes, u32 len)
{
	struct lucid_text text = { .len = len };
	struct lucid_done credit;

	if (fake_take(&fake_dev[0], 1, &credit) != 1)
		return;
	text.id = credit.id;
	memcpy(text.bytes, bytes, min_t(u32, len, sizeof(text.bytes)));
	fake_complete(&fake_dev[0], 1, &text);
}

static void console_test_out(struct kunit *test)
{
	struct lucid_text text;
	char many[100];

	KUNIT_EXPECT_EQ(test, console_test_put("hello", 5), 5);
	KUNIT_ASSERT_EQ(test, console_test_take(&text), 1);
	KUNIT_EXPECT_EQ(test, text.len, 5);
	KUNIT_EXPECT_EQ(test, memcmp(text.bytes, "hello", 5), 0);
	memset(many, 'x', sizeof(many));
	KUNIT_EXPECT_EQ(test, console_test_put(many, 100), 100);
	KUNIT_EXPECT_EQ(test, console_test_take(&text), 1);
	KUNIT_EXPECT_EQ(test, text.len, sizeof(text.bytes));
}

static void console_test_full(struct kunit *test)
{
	struct lucid_text text;
	int i, n = 0;

	for (i = 0; i < 100 && console_test_put("0123456789", 10) == 10; i++)
		n++;
	KUNIT_EXPECT_EQ(test, n, 32);
	KUNIT_EXPECT_EQ(test, console_test_put("x", 1), 0);
	KUNIT_EXPECT_EQ(test, console_test_take(&text), 1);
	KUNIT_EXPECT_EQ(test, console_test_put("xy", 2), 2);
	while (console_test_take(&text) == 1)
		;
	fake_settle();
	KUNIT_EXPECT_EQ(test, console_test_put("z", 1), 1);
}

static void console_test_in(struct kunit *test)
{
	char bytes[64];

	KUNIT_EXPECT_EQ(test, console_test_get(bytes, 64), 0);
	console_test_say("lucid", 5);
	console_test_say("guest", 5);
	KUNIT_EXPECT_EQ(test, console_test_get(bytes, 3), 3);
	KUNIT_EXPECT_EQ(test, console_test_get(bytes + 3, 61), 7);
	KUNIT_EXPECT_EQ(test, memcmp(bytes, "lucidguest", 10), 0);
	fake_settle();
}

static void console_test_nobody(struct kunit *test)
{
	char c;

	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->put_chars(VTERM + 1, "x", 1), 1);
	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->get_chars(VTERM + 16, &c, 1), 0);
	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->notifier_add(fake_seen.hvc, 1), 0);
	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->notifier_add(fake_seen.hvc, 0), 0);
}

static void console_test_resize(struct kunit *test)
{
	struct lucid_console_config *config = (void *)fake_entry(0)->config;

	config->cols = 132;
	fake_announce();
	fake_settle();
	config->reserved[0] = 1;
	fake_announce();
	fake_settle();
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
}

static struct kunit_case console_test_cases[] = {
	KUNIT_CASE(console_test_out),
	KUNIT_CASE(console_test_full),
	KUNIT_CASE(console_test_in),
	KUNIT_CASE(console_test_nobody),
	KUNIT_CASE(console_test_resize),
	{}
};

static struct kunit_suite console_test_suite = {
	.name = "lucid_console",
	.init = console_test_init,
	.exit = console_test_exit,
	.test_cases = console_test_cases,
};
kunit_test_suite(console_test_suite);
