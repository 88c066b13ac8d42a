// SPDX-License-Identifier: GPL-2.0-only
/* The disk of disk.h: serves when the guest raises the port, and completes in order. */
#include <linux/bio.h>
#include <linux/vmalloc.h>

#include "disk.h"
#include "ring/blk.h"

struct fake_disk fake_disk;

struct lucid_blk_config *fake_disk_config(void)
{
	return (struct lucid_blk_config *)fake_entry(0)->config;
}

static void fake_disk_terms(struct lucid_blk_terms *terms)
{
	terms->config = *fake_disk_config();
	terms->features = fake_dev[0].answer.features;
	if (lucid_windows_init(&terms->windows, fake_dev[0].answer.window))
		fake_disk.refused++;
}

static void fake_disk_move(const struct lucid_blk_req *req, const struct lucid_seg *seg, u32 n)
{
	u64 at = req->sector * LUCID_SECTOR;
	u32 i;

	for (i = 0; i < n; i++) {
		void *mem = fake_seg(&fake_dev[0], &seg[i]);

		if (!mem || at + seg[i].len > FAKE_DISK) {
			fake_disk.refused++;
			return;
		}
		if (req->op == LUCID_BLK_READ)
			memcpy(mem, fake_disk.data + at, seg[i].len);
		else
			memcpy(fake_disk.data + at, mem, seg[i].len);
		at += seg[i].len;
	}
}

static void fake_disk_do(const struct lucid_blk_terms *terms, const struct lucid_blk_req *req)
{
	const struct lucid_seg *seg = req->seg;
	u64 total;

	if (req->flags & LUCID_BLK_INDIRECT) {
		fake_disk.indirect++;
		seg = fake_seg(&fake_dev[0], &req->seg[0]);
		if (!seg || lucid_blk_check_segs(terms, req, seg, &total)) {
			fake_disk.refused++;
			return;
		}
	}
	if (req->op == LUCID_BLK_READ || req->op == LUCID_BLK_WRITE)
		fake_disk_move(req, seg, req->nseg);
	else if (req->op == LUCID_BLK_ZEROES)
		memset(fake_disk.data + req->sector * LUCID_SECTOR, 0,
		       req->sectors * LUCID_SECTOR);
}

static void fake_disk_serve(struct fake_dev *dev, u32 chan)
{
	struct lucid_blk_terms terms;
	struct lucid_blk_req req;
	struct lucid_done done;

	if (fake_disk.silent)
		return;
	fake_disk_terms(&terms);
	while (fake_take(dev, chan, &req) == 1) {
		fake_disk.last = req;
		fake_disk.count[req.op % 8]++;
		fake_disk.fua += !!(req.flags & LUCID_BLK_FUA);
		done = (struct lucid_done){ .id = req.id, .status = fake_disk.status };
		if (lucid_blk_check(&terms, &req))
			fake_disk.refused++;
		else if (!done.status)
			fake_disk_do(&terms, &req);
		fake_complete(dev, chan, &done);
	}
}

int fake_disk_start(struct kunit *test)
{
	u8 *data = fake_disk.data ? fake_disk.data : vzalloc(FAKE_DISK);
	int err = fake_start_core(test);

	fake_disk = (struct fake_disk){ .data = data };
	if (err || !data)
		return err ? err : -ENOMEM;
	memset(data, 0, FAKE_DISK);
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_dev[0].serve = fake_disk_serve;
	return fake_run_lucid_blk_driver_init();
}

void fake_disk_end(struct kunit *test)
{
	fake_fail_nth(0);
	fake_disk.silent = false;
	fake_run_lucid_blk_driver_exit();
	fake_end_core(test);
	KUNIT_EXPECT_EQ_MSG(test, fake_disk.refused, 0, "requests against the protocol");
}

void fake_disk_connect(struct kunit *test)
{
	fake_announce();
	fake_settle();
	KUNIT_ASSERT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake_disk_of());
}

struct lucid_disk *fake_disk_of(void)
{
	return dev_get_drvdata(fake_seen.dev);
}

struct block_device *fake_disk_open(struct kunit *test)
{
	struct block_device *bdev = blkdev_get_by_dev(disk_devt(fake_disk_of()->gd),
						      FMODE_READ | FMODE_WRITE, NULL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bdev);
	return bdev;
}

void fake_disk_close(struct block_device *bdev)
{
	blkdev_put(bdev, FMODE_READ | FMODE_WRITE);
}

int fake_disk_io(struct block_device *bdev, blk_opf_t op, u64 sector, struct page **page,
		 u32 pages)
{
	struct bio *bio = bio_alloc(bdev, pages, op, GFP_KERNEL);
	u32 i;
	int err;

	bio->bi_iter.bi_sector = sector;
	for (i = 0; i < pages; i++)
		__bio_add_page(bio, page[i], PAGE_SIZE, 0);
	err = submit_bio_wait(bio);
	bio_put(bio);
	return err;
}
