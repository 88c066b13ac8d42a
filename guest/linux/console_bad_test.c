// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: a parent that breaks the console's protocol, ends it or does not let it start costs the
 * guest the console and no more. Does not prove anything of text: see console_test.c.
 */
#include "fake.h"
#include "hvc.h"
#include "ring/console.h"

#define VTERM	0x4c550000

static int console_bad_init(struct kunit *test)
{
	int err = fake_start_core(test);

	if (!err)
		err = fake_run_lucid_console_driver_init();
	if (err)
		return err;
	fake_offer(0, LUCID_DEV_CONSOLE, 0);
	fake_announce();
	fake_settle();
	return 0;
}

static void console_bad_exit(struct kunit *test)
{
	fake_run_lucid_console_driver_exit();
	fake_end_core(test);
}

/* The console is closed: output goes nowhere, input does not come. */
static void console_bad_expect(struct kunit *test, u32 reason)
{
	char c;

	fake_settle();
	fake_seen.hvc_ops->put_chars(VTERM, "x", 1);
	fake_seen.hvc_ops->get_chars(VTERM, &c, 1);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, reason);
	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->put_chars(VTERM, "gone", 4), 4);
	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->get_chars(VTERM, &c, 1), 0);
}

static void console_bad_done_id(struct kunit *test)
{
	struct lucid_done done = { .id = 3 };

	fake_forge(&fake_dev[0], 0, &done);
	console_bad_expect(test, LUCID_CLOSE_BAD_ID);
}

static void console_bad_done_status(struct kunit *test)
{
	struct lucid_done done = { .status = LUCID_IO_NOSPACE + 1 };

	fake_seen.hvc_ops->put_chars(VTERM, "x", 1);
	fake_forge(&fake_dev[0], 0, &done);
	console_bad_expect(test, LUCID_CLOSE_BAD_FIELD);
}

static void console_bad_text_empty(struct kunit *test)
{
	struct lucid_text text = { .len = 0 };

	fake_forge(&fake_dev[0], 1, &text);
	console_bad_expect(test, LUCID_CLOSE_BAD_LENGTH);
}

static void console_bad_text_long(struct kunit *test)
{
	struct lucid_text text = { .len = sizeof(text.bytes) + 1 };

	fake_forge(&fake_dev[0], 1, &text);
	console_bad_expect(test, LUCID_CLOSE_BAD_LENGTH);
}

/* Not the guest's fault: it ends in peace, and the parent's next offer is taken. */
static void console_bad_closed(struct kunit *test)
{
	char c;

	fake_close(&fake_dev[0], 0, LUCID_CLOSE_BAD_ADDRESS);
	fake_seen.hvc_ops->put_chars(VTERM, "x", 1);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->generation, 2);
	fake_close(&fake_dev[0], 1, LUCID_CLOSE_BAD_ADDRESS);
	KUNIT_EXPECT_EQ(test, fake_seen.hvc_ops->get_chars(VTERM, &c, 1), 0);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->generation, 3);
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
}

static void console_bad_lost(struct kunit *test)
{
	fake_state(0, LUCID_STATE_FAILED);
	console_bad_expect(test, LUCID_CLOSE_NORMAL);
}

static void console_bad_start(struct kunit *test)
{
	fake_offer(1, LUCID_DEV_CONSOLE, 16);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(1)->state, LUCID_STATE_OFFERED);
	fake_state(1, LUCID_STATE_CLOSED);
	fake_settle();
	fake_steps_fail(test, 1, LUCID_DEV_CONSOLE, 1, fake_shared(), 8);
}

static struct kunit_case console_bad_cases[] = {
	KUNIT_CASE(console_bad_done_id),
	KUNIT_CASE(console_bad_done_status),
	KUNIT_CASE(console_bad_text_empty),
	KUNIT_CASE(console_bad_text_long),
	KUNIT_CASE(console_bad_closed),
	KUNIT_CASE(console_bad_lost),
	KUNIT_CASE(console_bad_start),
	{}
};

static struct kunit_suite console_bad_suite = {
	.name = "lucid_console_bad",
	.init = console_bad_init,
	.exit = console_bad_exit,
	.test_cases = console_bad_cases,
};
kunit_test_suite(console_bad_suite);
