// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk whose process dies, in whatever state, is suspended and offered again with the
 * next generation, when the image's lock can be had again and not before; that one is given up
 * which always dies; and that the person can suspend and resume a device in each state [DEV-12]
 * [DEV-13].
 * Does not prove: that a child's driver loses nothing; tests/linux/recovery.sh does.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/disks.c hv/vmm/diskfile.c hv/vmm/kinds.c hv/vmm/nbdname.c hv/vmm/nbdsource.c */
#include "vmm-served.h"

#include <fcntl.h>
#include <sys/file.h>

/* Killed while it serves, while it waits for an answer, and when the child closes. */
static void deaths(void **state)
{
	uint8_t byte = 0;
	int file;

	(void)state;
	child_writes(1);
	for (uint32_t g = 1; g < 8; g++) {
		assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
		assert_true(until(LUCID_STATE_SUSPENDED, g));
		child_says(LUCID_STATE_CLOSED);
		child_writes(g + 1);
	}
	child_says(LUCID_STATE_CLOSED);
	assert_true(until(LUCID_STATE_OFFERED, 9));
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	child_writes(10);
	file = open(path, O_RDONLY);
	assert_int_equal(pread(file, &byte, 1, 4096), 1);
	assert_int_equal(byte, 10);
	close(file);
}

/* Somebody still has the image's lock, as a dead process does whose I/O goes on. */
static void fence(void **state)
{
	int file;

	(void)state;
	assert_int_equal(kill(dev.server.pid, SIGSTOP), 0);
	file = open(path, O_RDWR);
	assert_int_equal(flock(file, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	assert_int_equal(flock(file, LOCK_EX), 0);
	for (int i = 0; i < 20; i++) {
		directory_update(&dir);
		usleep(10000);
		assert_int_equal(dir.page[0].dev[0].state, LUCID_STATE_READY);
	}
	close(file);
	assert_true(until(LUCID_STATE_SUSPENDED, 10));
	child_says(LUCID_STATE_CLOSED);
	child_writes(11);
}

static void held(void **state)
{
	(void)state;
	dev.server.hold = true;			/* READY */
	assert_true(until(LUCID_STATE_SUSPENDED, 11));
	child_says(LUCID_STATE_CLOSED);
	assert_false(dev.server.pid);
	dev.server.hold = false;
	assert_true(until(LUCID_STATE_OFFERED, 12));
	dev.server.hold = true;			/* OFFERED */
	assert_true(until(LUCID_STATE_SUSPENDED, 12));
	dev.server.hold = false;
	directory_update(&dir);
	dev.server.hold = true;			/* SUSPENDED, about to be offered */
	for (int i = 0; i < 20; i++, usleep(10000))
		directory_update(&dir);
	assert_int_equal(dir.page[0].dev[0].state, LUCID_STATE_SUSPENDED);
	dev.server.hold = false;
	child_writes(13);
}

static void given_up(void **state)
{
	(void)state;
	child_says(LUCID_STATE_CLOSED);
	for (uint32_t g = 14; g < 19; g++) {
		assert_true(until(LUCID_STATE_OFFERED, g));
		assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	}
	assert_true(until(LUCID_STATE_FAILED, 18));
	assert_int_equal(dir.page[0].dev[0].reason, LUCID_CLOSE_GONE);
	usleep(100000);
	assert_true(until(LUCID_STATE_FAILED, 18));
	directory_renew(&dir);			/* the person wants another try */
	child_writes(19);
}

/* The child closes, and in the same moment, or when that is half done, its back end dies. */
static void in_reset(void **state)
{
	(void)state;
	for (uint32_t g = 19; g < 23; g++) {
		pid_t pid = dev.server.pid;

		child_says(LUCID_STATE_CLOSED);
		if (g % 2)
			directory_update(&dir);
		assert_true(!kill(pid, SIGKILL) || g % 2);
		child_writes(g + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deaths), cmocka_unit_test(fence), cmocka_unit_test(held),
		cmocka_unit_test(given_up), cmocka_unit_test(in_reset),
	};

	served_setup();
	return cmocka_run_group_tests(tests, NULL, NULL) + served_end();
}
