/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of disks, whose back ends are processes: a child with one of them.
 */
#ifndef TESTS_UNIT_VMM_SERVED_H
#define TESTS_UNIT_VMM_SERVED_H

#include "vmm-child.h"
#include "ring/blk.h"

static struct lucid_front front;
static uint32_t ids[1 << ORDER];
static char path[] = "/tmp/vmm-served-XXXXXX";

static const struct lucid_blk_req write_page = {
	.op = LUCID_BLK_WRITE, .nseg = 1, .sector = 8, .seg[0] = { 0, 4096, 0 },
};

static void served_setup_disk(struct opt_disk disk)
{
	static struct opt_disk opt;

	opt = disk;
	child_begin();
	must(!disk_add(&dev, &opt, 0, 1), "disk_add");
	device_begin();
}

static inline void served_setup(void)
{
	programs("lucid-blkd");
	must(!ftruncate(mkstemp(path), 1 << 20), path);
	served_setup_disk((struct opt_disk){ .path = path });
}

static inline void child_connects(void)
{
	memset(sub, 0, SUB);
	memset(ids, 0, sizeof(ids));
	assert_int_equal(lucid_blk_front_init(&front, sub, halves, ORDER, ids), 0);
	child_answers(1);
}

static inline uint32_t child_submits(struct lucid_blk_req req)
{
	req.id = (uint32_t)lucid_front_get(&front);
	assert_int_equal(lucid_blk_submit(&front, &req), 0);
	if (lucid_tx_flush(&front.tx))
		eventfd_write(dev.session.kick, 1);
	return req.id;
}

/* The status of a completion; -1: none came in time. */
static inline int child_reaps(int ms)
{
	struct lucid_done done;

	while (lucid_front_reap(&front, &done) != 1)
		if (!lucid_rx_arm(&front.rx) && !child_waits(0, ms))
			return -1;
	lucid_front_put(&front, done.id);
	return (int)done.status;
}

/* The child takes the offer, and a page of this generation's number is written. */
static inline void child_writes(uint32_t generation)
{
	assert_true(until(LUCID_STATE_OFFERED, generation));
	child_connects();
	assert_true(until(LUCID_STATE_READY, generation));
	memset(window, (int)generation, 4096);
	child_submits(write_page);
	assert_int_equal(child_reaps(PATIENCE_MS), LUCID_IO_OK);
}

static inline int served_end(void)
{
	directory_stop(&dir);
	return unlink(path);
}

#endif
