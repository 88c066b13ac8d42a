// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the block back end reads, writes, flushes, discards and zeroes what a guest asks for
 * through a channel, answers bad requests with a status, and ends the session of a guest that
 * breaks the protocol or takes its memory away [BLK-2] [BLK-3] [BLK-4] [DEV-4].
 */
/* sources: hv/vmm/blk.c hv/vmm/file.c hv/vmm/disk.c hv/vmm/diskfile.c hv/vmm/uring.c */
/* sources: hv/vmm/session.c hv/vmm/guard.c hv/vmm/log.c hv/vmm/kinds.c */
#include "vmm-rig.h"
#include "hv/vmm/blk.h"
#include "hv/vmm/disk.h"
#include "ring/blk.h"

static struct rig r;
static char path[] = "/tmp/vmm-blk-XXXXXX";

/* The disk is opened once: the back end keeps it. */
static void open_disk(void)
{
	static struct device d = { .kind = &blk_kind };
	static const struct mail_start start = { .name = "test" };
	int fd[2];

	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(truncate(path, 1 << 20), 0);
	if (!d.ops) {
		assert_int_equal(disk_open(path, path, false, fd), 0);
		assert_int_equal(blk_open(&d, &start, fd, 1 + (fd[1] >= 0)), 0);
	}
	memset(&r, 0, sizeof(r));
	r.d = d;
	rig_start(&r);
}

static uint32_t request(struct lucid_blk_req req)
{
	struct lucid_done done;

	req.id = (uint32_t)lucid_front_get(&r.front[0]);
	rig_submit(&r, 0, &req);
	rig_reap(&r, 0, &done);
	assert_int_equal(done.id, req.id);
	lucid_front_put(&r.front[0], done.id);
	return done.status;
}

#define REQ(...)	request((struct lucid_blk_req){ __VA_ARGS__ })

static void reads_and_writes(void **state)
{
	struct lucid_seg *list;

	(void)state;
	open_disk();
	memset(r.window, 'w', 8192);
	assert_int_equal(REQ(.op = LUCID_BLK_WRITE, .flags = LUCID_BLK_FUA, .nseg = 1, .sector = 8,
			     .seg[0] = { 0, 8192, 0 }), LUCID_IO_OK);
	assert_int_equal(REQ(.op = LUCID_BLK_FLUSH), LUCID_IO_OK);
	assert_int_equal(REQ(.op = LUCID_BLK_ZEROES, .sector = 16, .sectors = 8), LUCID_IO_OK);
	assert_int_equal(REQ(.op = LUCID_BLK_DISCARD, .sector = 1000, .sectors = 8), 0);
	list = (struct lucid_seg *)(r.window + 65536);
	for (int i = 0; i < 24; i++)		/* to the window's end, backwards */
		list[i] = (struct lucid_seg){ RIG_WINDOW - 512 * (i + 1), 512, 0 };
	assert_int_equal(REQ(.op = LUCID_BLK_READ, .flags = LUCID_BLK_INDIRECT, .nseg = 24,
			     .seg[0] = { 65536, 24 * 16, 0 }), LUCID_IO_OK);
	for (int i = 0; i < 24; i++)
		assert_int_equal(r.window[RIG_WINDOW - 512 * (i + 1)], i / 8 == 1 ? 'w' : 0);
	assert_int_equal(REQ(.op = LUCID_BLK_READ, .nseg = 1, .sector = 2047,
			     .seg[0] = { 0, 1024, 0 }), LUCID_IO_INVALID);
	assert_int_equal(REQ(.op = 77), LUCID_IO_UNSUPPORTED);
	assert_int_equal(rig_stop(&r), 0);
}

static void protocol_errors(void **state)
{
	struct lucid_blk_req out = { .op = LUCID_BLK_READ, .nseg = 1,
				     .seg[0] = { RIG_WINDOW - 512, 1024, 0 } };
	struct lucid_blk_req gone = { .op = LUCID_BLK_WRITE, .nseg = 1, .seg[0] = { 0, 512, 0 } };
	struct lucid_blk_req list = { .op = LUCID_BLK_WRITE, .nseg = 4, .flags = LUCID_BLK_INDIRECT,
				      .seg[0] = { 0, 64, 0 } };
	const struct lucid_blk_req *bad[] = { &out, &gone, &list };
	eventfd_t count;

	(void)state;
	for (int i = 0; i < 3; i++) {
		open_disk();
		if (i)		/* the memory goes away: EFAULT in pread, SIGBUS in our own code */
			assert_int_equal(ftruncate(r.window_fd, 0), 0);
		lucid_front_hold(&r.front[0]);
		rig_submit(&r, 0, bad[i]);
		eventfd_read(r.d.ended, &count);
		assert_int_equal(lucid_front_peer_closed(&r.front[0]), LUCID_CLOSE_BAD_ADDRESS);
		assert_int_equal(rig_stop(&r), LUCID_CLOSE_BAD_ADDRESS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes), cmocka_unit_test(protocol_errors),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, NULL) + unlink(path);
}
