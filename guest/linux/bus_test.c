// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: devices come and go with the entries of the directory, one for each type and id, and a
 * driver is tried once for each offer. Does not prove what drivers do with their devices.
 */
#include <linux/err.h>

#include "fake.h"

static void bus_test_comes_and_goes(struct kunit *test)
{
	fake_client_connect(test);
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.removes, 1);
	fake_client_connect(test);
	KUNIT_EXPECT_EQ(test, fake_client.probes, 2);
	/* Another device in its place. */
	fake_offer(0, LUCID_DEV_BLK, 1);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 3);
	KUNIT_EXPECT_EQ(test, fake_client.ldev->id, 1);
	fake_offer(0, LUCID_DEV_NET, 1);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 3);
	KUNIT_EXPECT_EQ(test, fake_client.removes, 3);
}

static void bus_test_twins(struct kunit *test)
{
	fake_client_connect(test);
	fake_offer(1, LUCID_DEV_BLK, 0);
	fake_announce();
	fake_settle();
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 1);
	fake_offer(1, LUCID_DEV_BLK, 1);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 2);
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
}

static void bus_test_bad_entry(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_BLK, 0)->reserved[1] = 1;
	fake_announce();
	fake_settle();
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 0);
	fake_client_connect(test);
}

static void bus_test_changed(struct kunit *test)
{
	u32 before;

	fake_client_connect(test);
	before = fake_client.changes;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.changes, before + 1);
	fake_state(0, LUCID_STATE_SUSPENDED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.changes, before + 1);
}

static void bus_test_once_per_offer(struct kunit *test)
{
	fake_client.err = -ENODATA;
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_announce();
	fake_settle();
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 1);
	fake_state(0, LUCID_STATE_OFFERED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 2);
	fake_client.err = 0;
	fake_state(0, LUCID_STATE_OFFERED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 3);
}

static void bus_test_not_offered_yet(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_BLK, 0)->state = LUCID_STATE_FAILED;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 0);
	fake_state(0, LUCID_STATE_OFFERED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 1);
}

static void bus_test_no_memory(struct kunit *test)
{
	u32 n;

	for (n = 1; n <= 2; n++) {
		fake_offer(0, LUCID_DEV_BLK, 0);
		fake_fail_nth(n);
		fake_announce();
		fake_settle();
		KUNIT_EXPECT_EQ(test, fake_client.probes, 0);
	}
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 1);
}

static struct kunit_case bus_test_cases[] = {
	KUNIT_CASE(bus_test_comes_and_goes),
	KUNIT_CASE(bus_test_twins),
	KUNIT_CASE(bus_test_bad_entry),
	KUNIT_CASE(bus_test_changed),
	KUNIT_CASE(bus_test_once_per_offer),
	KUNIT_CASE(bus_test_not_offered_yet),
	KUNIT_CASE(bus_test_no_memory),
	{}
};

static struct kunit_suite bus_test_suite = {
	.name = "lucid_bus",
	.init = fake_client_start,
	.exit = fake_client_end,
	.test_cases = bus_test_cases,
};
kunit_test_suite(bus_test_suite);
