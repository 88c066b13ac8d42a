/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A disk in memory as the back end of device 0, for the suites of guest/linux/blk. It holds every
 * request against the protocol's own checks, as a real back end does.
 */
#ifndef LUCID_KUNIT_DISK_H
#define LUCID_KUNIT_DISK_H

#include <linux/blkdev.h>

#include "fake.h"
#include "guest/linux/blk/blk.h"

#define FAKE_DISK	(2048 * LUCID_SECTOR)

struct fake_disk {
	u8 *data;			/* FAKE_DISK bytes */
	u32 status;			/* of the next requests; enum lucid_io_status */
	bool silent;			/* takes nothing */
	u32 count[8];			/* by enum lucid_blk_op */
	u32 fua;
	u32 indirect;
	u32 refused;			/* by the protocol's checks */
	struct lucid_blk_req last;
};

extern struct fake_disk fake_disk;

/* The core, the driver and the disk, offered but not announced. Then fake_disk_connect(). */
int fake_disk_start(struct kunit *test);
void fake_disk_end(struct kunit *test);

struct lucid_blk_config *fake_disk_config(void);

/* Announces and opens it. */
void fake_disk_connect(struct kunit *test);

/* The driver's disk, and the kernel's. */
struct lucid_disk *fake_disk_of(void);
struct block_device *fake_disk_open(struct kunit *test);
void fake_disk_close(struct block_device *bdev);

/* Reads or writes @pages pages from @sector on: 0 or an errno. */
int fake_disk_io(struct block_device *bdev, blk_opf_t op, u64 sector, struct page **page,
		 u32 pages);

#endif
