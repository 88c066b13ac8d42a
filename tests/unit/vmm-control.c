// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the person is told of each device's state, deaths and last error, can suspend and
 * resume one, and gets a clear answer to anything else; that an image which is deleted is told of
 * at once, and that what the guest sees as an error of the disk comes to the person's ears.
 * Does not prove: the socket; tests/linux/recovery.sh does.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/disks.c hv/vmm/diskfile.c hv/vmm/kinds.c hv/vmm/control.c hv/vmm/nbdname.c */
/* sources: hv/vmm/nbdsource.c */
/* sources: hv/vmm/cards.c hv/vmm/tap.c hv/vmm/steer.c hv/vmm/passt.c */
#include "vmm-served.h"
#include "vmm-told.h"

static int images;

static bool says(const char *command, const char *want)
{
	char copy[CONTROL_COMMAND];

	snprintf(copy, sizeof(copy), "%s", command);
	control_do(&dir, copy, text, sizeof(text));
	return strstr(text, want);
}

static void serve(uint32_t generation)
{
	assert_true(until(LUCID_STATE_OFFERED, generation));
	child_connects();
	assert_true(until(LUCID_STATE_READY, generation));
}

static void commands(void **state)
{
	(void)state;
	assert_true(says("status", "blk 0: OFFERED, generation 1, lucid-blkd "));
	assert_true(says("", CONTROL_REFUSED));
	assert_true(says("status blk0", CONTROL_REFUSED));
	assert_true(says("suspend", CONTROL_REFUSED));
	assert_true(says("suspend blk1", CONTROL_REFUSED));
	assert_true(says("destroy blk0", CONTROL_REFUSED));
	serve(1);
	assert_true(says("suspend blk0", "suspended by command"));
	assert_true(until(LUCID_STATE_SUSPENDED, 1));
	assert_true(says("status", "blk 0: SUSPENDED, generation 1, lucid-blkd, 0 deaths"));
	child_says(LUCID_STATE_CLOSED);
	assert_true(says("resume blk0", "generation 1"));
	serve(2);
}

static void errors(void **state)
{
	const struct lucid_blk_req end = {
		.op = LUCID_BLK_READ, .nseg = 1, .sector = 2040, .seg[0] = { 0, 4096, 0 },
	};
	struct pollfd image = { .fd = images, .events = POLLIN };
	char deleted[128];

	(void)state;
	snprintf(deleted, sizeof(deleted), "lucid-vmm: blk 0: the image %s has been deleted", path);
	assert_int_equal(truncate(path, 4096), 0);
	child_submits(end);
	assert_int_equal(child_reaps(PATIENCE_MS), LUCID_IO_ERROR);
	directory_update(&dir);
	assert_true(says("status", "last error: read at byte 1044480: error"));
	disk_watched();
	assert_int_equal(told(deleted), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(poll(&image, 1, PATIENCE_MS), 1);
	disk_watched();
	disk_watched();
	assert_int_equal(told(deleted), 1);
	assert_int_equal(poll(&image, 1, 0), 0);
	assert_true(says("status", "has been deleted"));
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	assert_true(until(LUCID_STATE_SUSPENDED, 2));
	child_says(LUCID_STATE_CLOSED);
	assert_true(says("status", "1 deaths"));
	serve(3);
	assert_true(says("status", "blk 0: READY, generation 3"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands), cmocka_unit_test(errors),
	};
	int failed;

	images = disk_watch();
	must(images >= 0, "disk_watch");
	served_setup();
	told_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	return failed + told_end() + (served_end() != -1);
}
