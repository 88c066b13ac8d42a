// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: a disk has the limits of the parent's configuration, accepts of the features what the
 * driver knows, refuses each configuration that makes no sense, and grows and shrinks. Does not
 * prove I/O: request_test.c does.
 */
#include "disk.h"

static void disk_test_limits(struct kunit *test)
{
	struct request_queue *rq;
	struct lucid_disk *disk;

	fake_disk_connect(test);
	disk = fake_disk_of();
	rq = disk->gd->queue;
	KUNIT_EXPECT_STREQ(test, disk->gd->disk_name, "lcd0");
	KUNIT_EXPECT_EQ(test, get_capacity(disk->gd), 2048);
	KUNIT_EXPECT_EQ(test, queue_logical_block_size(rq), 512);
	KUNIT_EXPECT_EQ(test, queue_physical_block_size(rq), 4096);
	KUNIT_EXPECT_EQ(test, queue_io_min(rq), 4096);
	KUNIT_EXPECT_EQ(test, queue_io_opt(rq), 65536);
	KUNIT_EXPECT_EQ(test, queue_max_hw_sectors(rq), 256);
	KUNIT_EXPECT_EQ(test, rq->limits.discard_granularity, 4096);
	KUNIT_EXPECT_TRUE(test, test_bit(QUEUE_FLAG_WC, &rq->queue_flags));
	KUNIT_EXPECT_TRUE(test, get_disk_ro(disk->gd));
	KUNIT_EXPECT_EQ(test, fake_dev[0].answer.features,
			LUCID_BLK_F_RO | LUCID_BLK_F_FLUSH | LUCID_BLK_F_DISCARD |
			LUCID_BLK_F_ZEROES | LUCID_BLK_F_INDIRECT);
}

static void disk_test_plain(struct kunit *test)
{
	struct lucid_disk *disk;

	fake_entry(0)->features = 0;
	fake_disk_connect(test);
	disk = fake_disk_of();
	KUNIT_EXPECT_FALSE(test, get_disk_ro(disk->gd));
	KUNIT_EXPECT_FALSE(test, test_bit(QUEUE_FLAG_WC, &disk->gd->queue->queue_flags));
	KUNIT_EXPECT_EQ(test, disk->gd->queue->limits.max_discard_sectors, 0);
	KUNIT_EXPECT_EQ(test, fake_dev[0].answer.features, 0);
}

static void disk_test_open_guest(struct kunit *test)
{
	struct lucid_disk *disk;

	lucid_guest.features = LUCID_FEATURE_OPEN;
	fake_entry(0)->features = 0;
	fake_disk_connect(test);
	disk = fake_disk_of();
	KUNIT_EXPECT_EQ(test, disk->max_segs, LUCID_BLK_SEGS);
	KUNIT_EXPECT_EQ(test, fake_dev[0].answer.window[0].gpa, 0);
	KUNIT_EXPECT_EQ(test, fake_dev[0].answer.window[1].pages, 0);
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_disk_connect(test);
	KUNIT_EXPECT_EQ(test, fake_disk_of()->max_segs, 32);
	lucid_guest.features = 0;
	fake_forget();
}

#define BAD(field, value)						\
do {									\
	fake_offer(0, LUCID_DEV_BLK, 0);				\
	fake_disk_config()->field = value;				\
	fake_announce();						\
	fake_settle();							\
	KUNIT_EXPECT_EQ_MSG(test, fake_entry(0)->state, LUCID_STATE_OFFERED, #field " " #value); \
} while (0)

static void disk_test_bad_config(struct kunit *test)
{
	BAD(logical, 1024);
	BAD(physical, 256);
	BAD(physical, 4097);
	BAD(io_min, 1);
	BAD(io_opt, 511);
	BAD(discard, 513);
	BAD(sectors, 1ULL << 54);
	BAD(max_segs, 0);
	BAD(max_segs, LUCID_BLK_MAX_SEGS + 1);
	BAD(max_bytes, 512);
	BAD(max_bytes, 8191);
	BAD(reserved, 1);
}

static void disk_test_resize(struct kunit *test)
{
	struct lucid_disk *disk;

	fake_disk_connect(test);
	disk = fake_disk_of();
	fake_disk_config()->sectors = 1024;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, get_capacity(disk->gd), 1024);
	fake_disk_config()->sectors = 1ULL << 54;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, get_capacity(disk->gd), 1024);
	fake_disk_config()->sectors = 4096;
	fake_disk_config()->logical = 4096;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, get_capacity(disk->gd), 1024);
	fake_disk_config()->sectors = 1024;
	fake_disk_config()->logical = 512;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, get_capacity(disk->gd), 1024);
}

static void disk_test_any_step_fails(struct kunit *test)
{
	fake_steps_fail(test, 0, LUCID_DEV_BLK, 0, 0, 8);
}

static struct kunit_case disk_test_cases[] = {
	KUNIT_CASE(disk_test_limits),
	KUNIT_CASE(disk_test_plain),
	KUNIT_CASE(disk_test_open_guest),
	KUNIT_CASE(disk_test_bad_config),
	KUNIT_CASE(disk_test_resize),
	KUNIT_CASE(disk_test_any_step_fails),
	{}
};

static struct kunit_suite disk_test_suite = {
	.name = "lucid_blk_disk",
	.init = fake_disk_start,
	.exit = fake_disk_end,
	.test_cases = disk_test_cases,
};
kunit_test_suite(disk_test_suite);
