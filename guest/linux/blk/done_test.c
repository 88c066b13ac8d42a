// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: a completion is believed only if it names a request in flight and is well formed;
 * anything else closes the disk with the reason, and each request ends once, with an error. So it
 * is when the parent closes, fails or says nothing. Does not prove re-submission.
 */
#include <linux/delay.h>

#include "disk.h"

static struct page *done_test_page;
static u32 done_test_ended, done_test_bad;

static int done_test_init(struct kunit *test)
{
	int err = fake_disk_start(test);

	if (err)
		return err;
	done_test_page = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
	done_test_ended = 0;
	done_test_bad = 0;
	fake_entry(0)->features = 0;
	fake_disk_connect(test);
	fake_disk.silent = true;
	return 0;
}

static void done_test_exit(struct kunit *test)
{
	fake_disk_end(test);
	__free_page(done_test_page);
}

static void done_test_end_io(struct bio *bio)
{
	done_test_ended++;
	done_test_bad += bio->bi_status != BLK_STS_OK;
	bio_put(bio);
}

/* One read that the disk does not answer by itself. */
static void done_test_submit(struct kunit *test, struct block_device *bdev,
			     struct lucid_blk_req *req)
{
	struct bio *bio = bio_alloc(bdev, 1, REQ_OP_READ, GFP_KERNEL);

	bio->bi_end_io = done_test_end_io;
	__bio_add_page(bio, done_test_page, PAGE_SIZE, 0);
	submit_bio(bio);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_take(&fake_dev[0], 0, req), 1);
	KUNIT_EXPECT_EQ(test, done_test_ended, 0);
}

/* The request has ended, once, with an error, and the disk is closed for @reason. */
static void done_test_expect(struct kunit *test, u32 reason)
{
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 1);
	KUNIT_EXPECT_EQ(test, done_test_bad, 1);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, reason);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_FAILED);
}

static void done_test_good(struct kunit *test)
{
	struct block_device *bdev = fake_disk_open(test);
	struct lucid_blk_req req;
	struct lucid_done done = {};

	done_test_submit(test, bdev, &req);
	done.id = req.id;
	fake_complete(&fake_dev[0], 0, &done);
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 1);
	KUNIT_EXPECT_EQ(test, done_test_bad, 0);
	fake_disk_close(bdev);
}

#define FORGED(name, reason, ...)						\
static void done_test_##name(struct kunit *test)				\
{										\
	struct block_device *bdev = fake_disk_open(test);			\
	struct lucid_blk_req req;						\
	struct lucid_done done;							\
										\
	done_test_submit(test, bdev, &req);					\
	done = (struct lucid_done){ .id = req.id, __VA_ARGS__ };		\
	fake_forge(&fake_dev[0], 0, &done);					\
	done_test_expect(test, reason);						\
	fake_disk_close(bdev);							\
}

FORGED(unknown_id, LUCID_CLOSE_BAD_ID, .id = req.id ^ 1)
FORGED(huge_id, LUCID_CLOSE_BAD_ID, .id = U32_MAX)
FORGED(bad_status, LUCID_CLOSE_BAD_FIELD, .status = LUCID_IO_NOSPACE + 1)
FORGED(bad_info, LUCID_CLOSE_BAD_FIELD, .info = 1)

static void done_test_twice(struct kunit *test)
{
	struct block_device *bdev = fake_disk_open(test);
	struct lucid_blk_req req;
	struct lucid_done done = {};

	done_test_submit(test, bdev, &req);
	done.id = req.id;
	fake_forge(&fake_dev[0], 0, &done);
	fake_forge(&fake_dev[0], 0, &done);
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 1);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_BAD_ID);
	fake_disk_close(bdev);
}

static void done_test_bad_tag(struct kunit *test)
{
	struct block_device *bdev = fake_disk_open(test);
	struct lucid_blk_req req;
	struct lucid_done done = {};

	done_test_submit(test, bdev, &req);
	fake_dev[0].chan[0].back.tx.next += 1U << 30;
	fake_forge(&fake_dev[0], 0, &done);
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 1);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_BAD_TAG);
	fake_disk_close(bdev);
}

static void done_test_parent_fails(struct kunit *test)
{
	struct block_device *bdev = fake_disk_open(test);
	struct lucid_blk_req req;

	done_test_submit(test, bdev, &req);
	fake_state(0, LUCID_STATE_FAILED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 1);
	KUNIT_EXPECT_EQ(test, done_test_bad, 1);
	fake_disk_close(bdev);
}

static void done_test_parent_closes(struct kunit *test)
{
	struct block_device *bdev = fake_disk_open(test);
	struct lucid_blk_req req;

	fake_dev[0].holds = true;
	done_test_submit(test, bdev, &req);
	fake_close(&fake_dev[0], 0, LUCID_CLOSE_BAD_ADDRESS);
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 0);
	/* Only now the parent cannot touch the pages any more. */
	fake_state(0, LUCID_STATE_FAILED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, done_test_ended, 1);
	KUNIT_EXPECT_EQ(test, done_test_bad, 1);
	fake_disk_close(bdev);
}

static void done_test_silence(struct kunit *test)
{
	struct block_device *bdev = fake_disk_open(test);
	struct lucid_blk_req req;

	done_test_submit(test, bdev, &req);
	msleep(3 * jiffies_to_msecs(lucid_patience()));
	done_test_expect(test, LUCID_CLOSE_TIMEOUT);
	fake_disk_close(bdev);
}

static struct kunit_case done_test_cases[] = {
	KUNIT_CASE(done_test_good),
	KUNIT_CASE(done_test_unknown_id),
	KUNIT_CASE(done_test_huge_id),
	KUNIT_CASE(done_test_bad_status),
	KUNIT_CASE(done_test_bad_info),
	KUNIT_CASE(done_test_twice),
	KUNIT_CASE(done_test_bad_tag),
	KUNIT_CASE(done_test_parent_fails),
	KUNIT_CASE(done_test_parent_closes),
	KUNIT_CASE(done_test_silence),
	{}
};

static struct kunit_suite done_test_suite = {
	.name = "lucid_blk_done",
	.init = done_test_init,
	.exit = done_test_exit,
	.test_cases = done_test_cases,
};
kunit_test_suite(done_test_suite);
