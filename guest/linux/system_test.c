// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the parent's wishes are obeyed once each, random bytes come in order and are wiped, a
 * parent that breaks the protocol or says nothing ends the device, and a panic is told without
 * memory or locks. Does not prove that user space powers off.
 */
#include <linux/delay.h>
#include <linux/hw_random.h>
#include <linux/kmsg_dump.h>

#include "fake.h"
#include "ring/system.h"

static int system_test_init(struct kunit *test)
{
	int err = fake_start_core(test);

	if (!err)
		err = fake_run_lucid_system_init();
	if (err)
		return err;
	fake_offer(0, LUCID_DEV_SYSTEM, 0);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	return 0;
}

static void system_test_exit(struct kunit *test)
{
	fake_run_lucid_system_exit();
	fake_end_core(test);
}

static void system_test_give(u32 len)
{
	struct lucid_text text = { .len = len };
	struct lucid_done credit;

	memset(text.bytes, len, sizeof(text.bytes));
	if (fake_take(&fake_dev[0], 0, &credit) != 1)
		return;
	text.id = credit.id;
	fake_complete(&fake_dev[0], 0, &text);
}

static int system_test_read(void *to, size_t max, bool wait)
{
	return fake_seen.rng->read(fake_seen.rng, to, max, wait);
}

static void system_test_entropy(struct kunit *test)
{
	u8 bytes[64] = {};

	KUNIT_EXPECT_EQ(test, system_test_read(bytes, 64, false), 0);
	system_test_give(10);
	system_test_give(7);
	KUNIT_EXPECT_EQ(test, system_test_read(bytes, 4, true), 4);
	KUNIT_EXPECT_EQ(test, system_test_read(bytes + 4, 60, true), 6);
	KUNIT_EXPECT_EQ(test, bytes[9], 10);
	KUNIT_EXPECT_EQ(test, system_test_read(bytes, 64, false), 7);
	KUNIT_EXPECT_EQ(test, bytes[0], 7);
	/* Both slots came back. */
	system_test_give(3);
	fake_settle();
	KUNIT_EXPECT_EQ(test, system_test_read(bytes, 64, true), 3);
}

static void system_test_silence(struct kunit *test)
{
	u8 byte;

	KUNIT_EXPECT_EQ(test, system_test_read(&byte, 1, true), -ENODEV);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_TIMEOUT);
	KUNIT_EXPECT_EQ(test, system_test_read(&byte, 1, true), -ENODEV);
}

static void system_test_bad_text(struct kunit *test)
{
	struct lucid_text text = { .len = 0 };
	u8 byte;

	fake_forge(&fake_dev[0], 0, &text);
	KUNIT_EXPECT_EQ(test, system_test_read(&byte, 1, false), -ENODEV);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_BAD_LENGTH);
}

static void system_test_closed(struct kunit *test)
{
	u8 byte;

	fake_close(&fake_dev[0], 0, LUCID_CLOSE_BAD_ID);
	fake_settle();
	KUNIT_EXPECT_EQ(test, system_test_read(&byte, 1, true), -ENODEV);
	fake_state(0, LUCID_STATE_FAILED);
	fake_settle();
}

static void system_test_wish(u32 request, u32 reserved)
{
	struct lucid_system_config config = { .request = request };

	config.reserved[0] = reserved;
	memcpy(fake_entry(0)->config, &config, sizeof(config));
	fake_hv.end = 0;
	fake_announce();
	fake_settle();
}

static void system_test_wishes(struct kunit *test)
{
	system_test_wish(LUCID_SYSTEM_POWEROFF, 0);
	KUNIT_EXPECT_EQ(test, fake_hv.end, LUCID_SYSTEM_POWEROFF);
	system_test_wish(LUCID_SYSTEM_POWEROFF, 0);
	KUNIT_EXPECT_EQ(test, fake_hv.end, 0);
	system_test_wish(LUCID_SYSTEM_REBOOT + 1, 0);
	KUNIT_EXPECT_EQ(test, fake_hv.end, 0);
	system_test_wish(LUCID_SYSTEM_REBOOT, 1);
	KUNIT_EXPECT_EQ(test, fake_hv.end, 0);
	system_test_wish(LUCID_SYSTEM_POWEROFF, 0);
	KUNIT_EXPECT_EQ(test, fake_hv.end, 0);
	system_test_wish(LUCID_SYSTEM_REBOOT, 0);
	KUNIT_EXPECT_EQ(test, fake_hv.end, LUCID_SYSTEM_REBOOT);
	system_test_wish(0, 0);
	KUNIT_EXPECT_EQ(test, fake_hv.end, 0);
}

static void system_test_panic(struct kunit *test)
{
	pr_info("the last words of system_test\n");
	fake_seen.dumper->dump(fake_seen.dumper, KMSG_DUMP_PANIC);
	KUNIT_EXPECT_GT(test, fake_hv.console, 30);
	KUNIT_EXPECT_EQ(test, fake_hv.stop, LUCID_STOP_CRASH);
}

static struct kunit_case system_test_cases[] = {
	KUNIT_CASE(system_test_entropy),
	KUNIT_CASE(system_test_silence),
	KUNIT_CASE(system_test_bad_text),
	KUNIT_CASE(system_test_closed),
	KUNIT_CASE(system_test_wishes),
	KUNIT_CASE(system_test_panic),
	{}
};

static struct kunit_suite system_test_suite = {
	.name = "lucid_system",
	.init = system_test_init,
	.exit = system_test_exit,
	.test_cases = system_test_cases,
};
kunit_test_suite(system_test_suite);
