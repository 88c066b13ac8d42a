// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: an entry of the parent's directory is taken only if every field of it is good, and no
 * page that the parent has not lent is mapped.
 * Does not prove that the parent writes entries in the order that makes this safe.
 */
#include <linux/err.h>

#include "fake.h"

static void dir_test_good(struct kunit *test)
{
	struct lucid_dir_dev offer;
	u32 generation;

	fake_offer(2, LUCID_DEV_BLK, 9);
	KUNIT_EXPECT_EQ(test, lucid_dir_read(2, &offer), 0);
	KUNIT_EXPECT_EQ(test, offer.id, 9);
	KUNIT_EXPECT_EQ(test, lucid_dir_state(2, &generation), LUCID_STATE_OFFERED);
	KUNIT_EXPECT_EQ(test, generation, offer.generation);
	fake_entry(2)->state = LUCID_STATE_CLOSED;
	KUNIT_EXPECT_EQ(test, lucid_dir_read(2, &offer), -ENOENT);
	KUNIT_EXPECT_EQ(test, lucid_dir_read(3, &offer), -ENOENT);
	fake_entry(2)->type = LUCID_DEV_NONE;
	fake_entry(2)->state = LUCID_STATE_OFFERED;
	KUNIT_EXPECT_EQ(test, lucid_dir_read(2, &offer), -ENOENT);
}

#define BAD(field, value)							\
do {										\
	struct lucid_dir_dev *bad = fake_offer(0, LUCID_DEV_BLK, 0);		\
										\
	bad->field = value;							\
	KUNIT_EXPECT_EQ_MSG(test, lucid_dir_read(0, &offer), -EPROTO, #field " " #value); \
	lucid_dir_refuse(0, &offer);						\
} while (0)

static void dir_test_bad_fields(struct kunit *test)
{
	struct lucid_dir_dev offer;

	BAD(type, LUCID_DEV_SYSTEM + 1);
	BAD(type, U16_MAX);
	BAD(state, LUCID_STATE_FAILED + 1);
	BAD(state, U32_MAX);
	BAD(channels, 0);
	BAD(port, 0);
	BAD(port, LUCID_MAX_PORTS);
	BAD(port, LUCID_MAX_PORTS - FAKE_CHANNELS + 1);
	BAD(max_order, 0);
	BAD(max_order, LUCID_RING_MAX_ORDER + 1);
	BAD(comp_gpa, 1);
	BAD(comp_gpa, LUCID_GPA_LIMIT);
	BAD(comp_stride, LUCID_PAGE_SIZE + 1);
	BAD(reserved[0], 1);
	BAD(reserved[1], 1);
	BAD(reserved[2], 1);
}

static void dir_test_limits(struct kunit *test)
{
	struct lucid_dir_dev *entry = fake_offer(0, LUCID_DEV_BLK, 0), offer;

	entry->port = LUCID_MAX_PORTS - FAKE_CHANNELS;
	entry->max_order = LUCID_RING_MAX_ORDER;
	entry->comp_gpa = LUCID_GPA_LIMIT - LUCID_PAGE_SIZE;
	entry->comp_stride = 0;
	KUNIT_EXPECT_EQ(test, lucid_dir_read(0, &offer), 0);
	lucid_dir_refuse(0, &offer);
}

static void dir_test_map(struct kunit *test)
{
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, lucid_dir_map(FAKE_GPA, 3 * LUCID_PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(FAKE_GPA + 1, LUCID_PAGE_SIZE)), -EPROTO);
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(FAKE_GPA, 0)), -EPROTO);
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(FAKE_GPA, U64_MAX)), -EPROTO);
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(LUCID_GPA_LIMIT, LUCID_PAGE_SIZE)), -EPROTO);
	/* Our own memory, and a page that somebody else may take away. */
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(0, LUCID_PAGE_SIZE)), -EPROTO);
	fake_not_lent(FAKE_GPA + 2 * LUCID_PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(FAKE_GPA, 3 * LUCID_PAGE_SIZE)), -EPROTO);
	fake_refuse(LUCID_HC_MEM_STATE, 1, LUCID_E_ADDR);
	KUNIT_EXPECT_EQ(test, PTR_ERR(lucid_dir_map(FAKE_GPA, 2 * LUCID_PAGE_SIZE)), -EFAULT);
}

static struct kunit_case dir_test_cases[] = {
	KUNIT_CASE(dir_test_good),
	KUNIT_CASE(dir_test_bad_fields),
	KUNIT_CASE(dir_test_limits),
	KUNIT_CASE(dir_test_map),
	{}
};

static struct kunit_suite dir_test_suite = {
	.name = "lucid_dir",
	.init = fake_start_core,
	.exit = fake_end_core,
	.test_cases = dir_test_cases,
};
kunit_test_suite(dir_test_suite);
