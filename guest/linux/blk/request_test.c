// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the life of a request. Each operation of the block layer becomes the protocol's, data
 * goes the right way in private and open guests, every status comes back as the block layer's, and
 * a pool that is used up makes requests wait. Does not prove order or durability.
 */
#include "disk.h"

#define PAGES	16

static struct page *request_test_page[PAGES];

static int request_test_init(struct kunit *test)
{
	u32 i;

	for (i = 0; i < PAGES; i++)
		request_test_page[i] = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
	return fake_disk_start(test);
}

static void request_test_exit(struct kunit *test)
{
	u32 i;

	fake_disk_end(test);
	for (i = 0; i < PAGES; i++)
		__free_page(request_test_page[i]);
}

static struct block_device *request_test_open(struct kunit *test, u64 features)
{
	fake_entry(0)->features = features;
	fake_disk_connect(test);
	return fake_disk_open(test);
}

/* Writes a pattern to every page, and reads it back into the pages in another order. */
static void request_test_both_ways(struct kunit *test, struct block_device *bdev, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		memset(page_address(request_test_page[i]), i + 1, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_WRITE, 64, request_test_page, n), 0);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_EQ(test, fake_disk.data[64 * 512 + i * PAGE_SIZE], i + 1);
		KUNIT_EXPECT_EQ(test, fake_disk.data[64 * 512 + (i + 1) * PAGE_SIZE - 1], i + 1);
		memset(page_address(request_test_page[i]), 0, PAGE_SIZE);
	}
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_READ, 64, request_test_page, n), 0);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ(test, ((u8 *)page_address(request_test_page[i]))[4095], i + 1);
}

static void request_test_private(struct kunit *test)
{
	struct block_device *bdev = request_test_open(test, 0);

	request_test_both_ways(test, bdev, 1);
	KUNIT_EXPECT_EQ(test, fake_disk.last.nseg, 1);
	request_test_both_ways(test, bdev, PAGES);
	fake_disk_close(bdev);
}

static void request_test_open_guest(struct kunit *test)
{
	struct block_device *bdev;

	lucid_guest.features = LUCID_FEATURE_OPEN;
	bdev = request_test_open(test, LUCID_BLK_F_INDIRECT);
	request_test_both_ways(test, bdev, 1);
	KUNIT_EXPECT_EQ(test, fake_disk.last.seg[0].offset, page_to_phys(request_test_page[0]));
	/* Neighbours become one segment, so take every other page. */
	swap(request_test_page[1], request_test_page[2]);
	swap(request_test_page[5], request_test_page[9]);
	request_test_both_ways(test, bdev, PAGES);
	KUNIT_EXPECT_GT(test, fake_disk.indirect, 0);
	fake_fail_nth(1);
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_READ, 64, request_test_page, PAGES), 0);
	fake_disk_close(bdev);
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
	lucid_guest.features = 0;
	fake_forget();
}

static void request_test_operations(struct kunit *test)
{
	struct block_device *bdev = request_test_open(test, U64_MAX & ~(u64)LUCID_BLK_F_RO);

	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(bdev), 0);
	KUNIT_EXPECT_EQ(test, fake_disk.count[LUCID_BLK_FLUSH], 1);
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(bdev, 8, 16, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, fake_disk.count[LUCID_BLK_DISCARD], 1);
	KUNIT_EXPECT_EQ(test, fake_disk.last.sectors, 16);
	fake_disk.data[0] = 1;
	KUNIT_EXPECT_EQ(test, blkdev_issue_zeroout(bdev, 0, 8, GFP_KERNEL, 0), 0);
	KUNIT_EXPECT_EQ(test, fake_disk.count[LUCID_BLK_ZEROES], 1);
	KUNIT_EXPECT_EQ(test, fake_disk.data[0], 0);
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_WRITE | REQ_FUA, 0, request_test_page, 1),
			0);
	KUNIT_EXPECT_EQ(test, fake_disk.fua, 1);
	/* What the protocol has no word for. */
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_DRV_IN, 0, request_test_page, 1),
			-EOPNOTSUPP);
	fake_disk_close(bdev);
}

static void request_test_statuses(struct kunit *test)
{
	struct block_device *bdev = request_test_open(test, 0);

	fake_disk.status = LUCID_IO_ERROR;
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_READ, 0, request_test_page, 1), -EIO);
	fake_disk.status = LUCID_IO_UNSUPPORTED;
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_READ, 0, request_test_page, 1),
			-EOPNOTSUPP);
	fake_disk.status = LUCID_IO_NOSPACE;
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_WRITE, 0, request_test_page, 1), -ENOSPC);
	fake_disk.status = LUCID_IO_PROTECTED;
	KUNIT_EXPECT_EQ(test, fake_disk_io(bdev, REQ_OP_WRITE, 0, request_test_page, 1), -EIO);
	fake_disk_close(bdev);
}

/* More at once than the pool holds: all are served in the end. */
static void request_test_starved(struct kunit *test)
{
	struct block_device *bdev = request_test_open(test, 0);
	struct lucid_pool *pool = &fake_disk_of()->queue[0].pool;
	u32 units = pool->units, i, before = fake_disk.count[LUCID_BLK_WRITE];
	struct blk_plug plug;
	struct bio *bio[8];

	pool->units = pool->used + 3;
	blk_start_plug(&plug);
	for (i = 0; i < ARRAY_SIZE(bio); i++) {
		bio[i] = bio_alloc(bdev, 1, REQ_OP_WRITE, GFP_KERNEL);
		bio[i]->bi_iter.bi_sector = i * 16;
		bio[i]->bi_end_io = bio_put;
		__bio_add_page(bio[i], request_test_page[i], PAGE_SIZE, 0);
		submit_bio(bio[i]);
	}
	blk_finish_plug(&plug);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_disk.count[LUCID_BLK_WRITE], before + ARRAY_SIZE(bio));
	KUNIT_EXPECT_EQ(test, pool->used, 0);
	pool->units = units;
	fake_disk_close(bdev);
}

static struct kunit_case request_test_cases[] = {
	KUNIT_CASE(request_test_private),
	KUNIT_CASE(request_test_open_guest),
	KUNIT_CASE(request_test_operations),
	KUNIT_CASE(request_test_statuses),
	KUNIT_CASE(request_test_starved),
	{}
};

static struct kunit_suite request_test_suite = {
	.name = "lucid_blk_request",
	.init = request_test_init,
	.exit = request_test_exit,
	.test_cases = request_test_cases,
};
kunit_test_suite(request_test_suite);
