// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that requests to an NBD server that is killed are sent again to the next one and get the
 * right data, that they fail when there is none in time, that a later server serves again, that one
 * of another size is not taken, and that a server that hangs cannot keep us from stopping.
 * Does not prove: that a server which was killed has forgotten its writes (NBD cannot say).
 */
/* sources: hv/vmm/nbd.c hv/vmm/nbdpump.c hv/vmm/nbdlink.c hv/vmm/disk.c hv/vmm/log.c */
#include "vmm-nbd.h"

static struct disk_io io[MANY];
static struct iovec iov[MANY];

static void ask_all(uint8_t op)
{
	for (int i = 0; i < MANY; i++) {
		memset(memory + i * PIECE, op == LUCID_BLK_WRITE ? i + 1 : 0, PIECE);
		iov[i] = (struct iovec){ memory + i * PIECE, PIECE };
		io[i] = (struct disk_io){ .op = op, .offset = (uint64_t)i * PIECE, .iov = &iov[i],
					  .n = 1, .status = -1 };
		engine_ask(engine, &io[i]);
	}
	engine_push(engine);
}

static void make_file(off_t size)
{
	close(open(data, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(truncate(data, size), 0);
}

static void comes_back(void **state)
{
	(void)state;
	make_file(1 << 20);
	SERVE("--filter=delay", "file", data, "delay-write=2");
	connect_to(false);
	sleep(nbd_hold_s + 1);	/* the patience begins with the loss */
	ask_all(LUCID_BLK_WRITE);
	usleep(300000);
	end_server(SIGKILL);
	SERVE("file", data);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(wait_for_one()->status, LUCID_IO_OK);
	ask_all(LUCID_BLK_READ);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(wait_for_one()->status, LUCID_IO_OK);
	for (int i = 0; i < MANY * PIECE; i++)
		assert_int_equal(memory[i], (uint8_t)(i / PIECE + 1));
}

/* Twice in a row, and with a stranger in between. */
static void stays_away(void **state)
{
	(void)state;
	make_file(1 << 20);
	SERVE("file", data);
	connect_to(false);
	end_server(SIGKILL);
	ask_all(LUCID_BLK_READ);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(wait_for_one()->status, LUCID_IO_ERROR);
	SERVE("memory", "2M");
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 0, false), LUCID_IO_ERROR);
	sleep(3);
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 0, false), LUCID_IO_ERROR);
	end_server(SIGKILL);
	SERVE("file", data);
	for (int i = 0; one(LUCID_BLK_READ, memory, PIECE, 0, false) != LUCID_IO_OK; i++) {
		assert_true(i < 100);
		usleep(100000);
	}
}

static void hangs(void **state)
{
	(void)state;
	SERVE("memory", "1M");
	connect_to(false);
	kill(server, SIGSTOP);
	ask_all(LUCID_BLK_WRITE);
	usleep(100000);
	engine_stop(engine);
	engine_close(engine);
	engine = NULL;
	kill(server, SIGCONT);
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = { CASE(comes_back), CASE(stays_away), CASE(hangs) };

	nbd_hold_s = 4;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
