// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves of a disk behind an NBD server, with the real lucid-nbdd and nbdkit: a process or a server
 * that is killed, and a server that comes back, is suspended and offered again with the next
 * generation; one that is away is waited for and given up, and the person reads of both; one that
 * comes back as another disk is refused; a server that hangs stops nobody [DEV-12] [DEV-13].
 * Does not prove: that a child's driver loses nothing; tests/linux/long/nbd.sh does.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/disks.c hv/vmm/diskfile.c hv/vmm/kinds.c hv/vmm/control.c hv/vmm/nbdname.c */
/* sources: hv/vmm/nbdsource.c hv/vmm/cards.c hv/vmm/tap.c hv/vmm/steer.c hv/vmm/passt.c */
#include "vmm-served.h"
#include "vmm-nbd.h"
#include "vmm-told.h"

#define HOLD_S	4

static void serve(uint32_t generation)
{
	child_writes(generation);
	assert_int_equal(data_at(4096), (uint8_t)generation);
}

static void recover(uint32_t generation)
{
	assert_true(until(LUCID_STATE_SUSPENDED, generation - 1));
	child_says(LUCID_STATE_CLOSED);
	serve(generation);
}

static void processes(void **state)
{
	(void)state;
	serve(1);
	for (uint32_t g = 2; g < 8; g++) {
		assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
		recover(g);
	}
}

static void servers_die(void **state)
{
	(void)state;
	for (uint32_t g = 8; g < 11; g++) {
		end_nbd(SIGKILL);
		assert_true(status_says("waits for its server: Connection refused"));
		assert_int_equal(dir.page[0].dev[0].state, LUCID_STATE_READY);
		SERVE("file", nbd_data);
		recover(g);
	}
	assert_true(status_says("last error: disk nbd+unix:///?socket="));
	assert_true(status_says("the connection is lost"));
}

/* A stranger, none at all, and then the right one, when the person says so. */
static void given_up(void **state)
{
	(void)state;
	end_nbd(SIGKILL);
	SERVE("memory", "2M");
	assert_true(until(LUCID_STATE_FAILED, 10));
	assert_int_equal(dir.page[0].dev[0].reason, LUCID_CLOSE_GONE);
	assert_true(status_says("2097152 bytes in blocks of 512 now, was 1048576 in blocks"));
	end_nbd(SIGKILL);
	SERVE("-r", "file", nbd_data);
	child_says(LUCID_STATE_CLOSED);
	directory_renew(&dir);
	assert_true(status_says("it is read-only now, and was writable"));
	end_nbd(SIGKILL);
	assert_true(status_says("waits for its server: Connection refused"));
	while (!dev.server.given_up)
		directory_update(&dir);
	assert_int_equal(told("lucid-vmm: blk 0: its data cannot be had; it is given up"), 1);
	assert_int_equal(dir.page[0].dev[0].state, LUCID_STATE_FAILED);
	SERVE("file", nbd_data);
	directory_renew(&dir);
	serve(11);
}

/* It has accepted a request, and says no more. */
static void hangs(void **state)
{
	(void)state;
	kill(nbdkit, SIGSTOP);
	/* Only when each of its threads has. */
	assert_int_equal(waitpid(nbdkit, NULL, WUNTRACED), nbdkit);
	child_submits(write_page);
	assert_int_equal(child_reaps(300), -1);
	assert_true(dev.server.pid > 0 && !kill(dev.server.pid, SIGKILL));
	assert_true(until(LUCID_STATE_FAILED, 11));
	assert_true(status_says("waits for the server to end old requests"));
	kill(nbdkit, SIGCONT);
	child_says(LUCID_STATE_CLOSED);
	directory_renew(&dir);
	serve(12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes), cmocka_unit_test(servers_die),
		cmocka_unit_test(given_up), cmocka_unit_test(hangs),
	};
	int failed;

	must(!nbd_begin(), nbd_dir);
	make_data(1 << 20);
	SERVE("file", nbd_data);
	programs("lucid-nbdd");
	served_setup_disk((struct opt_disk){ .path = nbd_uri, .hold = HOLD_S });
	told_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	return failed + told_end() + (served_end() != -1) + nbd_end();
}
