/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of guest/uefi: a disk of 8 MiB in memory, served with the checks of
 * ring/blk.h.
 */
#ifndef TESTS_UNIT_UEFI_DISK_H
#define TESTS_UNIT_UEFI_DISK_H

#include "uefi-firmware.h"
#include "ring/blk.h"

#define DISK_SECTORS	16384

static uint8_t disk_data[DISK_SECTORS * 512];
static unsigned int disk_requests, disk_flushes;
static unsigned int disk_die_after;	/* so many requests the back end is gone */

static struct lucid_blk_config disk_config = {
	.sectors = DISK_SECTORS, .logical = 512, .physical = 4096, .max_segs = 256,
	.max_bytes = 1 << 20, .serial = "unit",
};

/* As a monitor does whose back end is gone and comes back: a new offer. */
static inline void disk_die(struct rig_dev *d)
{
	struct lucid_dir_dev *o = &rig.dir->dev[d - rig.dev];

	d->open = false;
	o->state = LUCID_STATE_OFFERED;
	o->generation++;
}

static inline void disk_serve(struct rig_dev *d, unsigned int c)
{
	struct lucid_blk_terms terms = { .config = disk_config, .features = d->answer.features };
	struct lucid_blk_req req;

	assert_int_equal(lucid_windows_init(&terms.windows, d->answer.window), 0);
	while (lucid_blk_take(&d->back[c], &req) == 1) {
		uint8_t *at = disk_data + req.sector * 512;
		int status = lucid_blk_check(&terms, &req);

		if (disk_die_after && !--disk_die_after) {
			disk_die(d);
			return;
		}
		assert_true(status >= 0);
		disk_requests++;
		disk_flushes += req.op == LUCID_BLK_FLUSH;
		if (!status && req.op == LUCID_BLK_READ)
			memcpy(rig_window(d, &req.seg[0]), at, req.seg[0].len);
		if (!status && req.op == LUCID_BLK_WRITE)
			memcpy(at, rig_window(d, &req.seg[0]), req.seg[0].len);
		assert_int_equal(lucid_done_complete(&d->back[c], req.id, status), 0);
	}
}

static inline struct rig_dev *disk_offer(uint64_t features)
{
	struct rig_dev *d = rig_offer(LUCID_DEV_BLK, 0, 1, &disk_config, sizeof(disk_config));

	rig.dir->dev[d - rig.dev].features = features;
	d->sub[0] = sizeof(struct lucid_blk_req);
	d->comp[0] = sizeof(struct lucid_done);
	d->serve = disk_serve;
	disk_requests = disk_flushes = disk_die_after = 0;
	for (unsigned int i = 0; i < sizeof(disk_data); i++)
		disk_data[i] = (uint8_t)(i * 31 + i / 512);
	return d;
}

static inline EFI_BLOCK_IO_PROTOCOL *disk_io(EFI_HANDLE child)
{
	static EFI_GUID guid = EFI_BLOCK_IO_PROTOCOL_GUID;

	return *fw_find(child, &guid);
}

static inline EFI_BLOCK_IO2_PROTOCOL *disk_io2(EFI_HANDLE child)
{
	static EFI_GUID guid = EFI_BLOCK_IO2_PROTOCOL_GUID;

	return *fw_find(child, &guid);
}

#endif
