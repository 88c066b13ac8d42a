// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk behind a real NBD server (nbdkit: memory, file; filters readahead, error)
 * reads what was written, flushes, zeroes and discards, passes the server's errors on, and that
 * servers which do not fit are refused. Does not prove: what happens when the connection breaks
 * (vmm-nbd-lost), nor TCP.
 */
/* sources: hv/vmm/nbd.c hv/vmm/nbdpump.c hv/vmm/nbdlink.c hv/vmm/disk.c hv/vmm/log.c */
#include "vmm-nbd.h"

static bool all(const uint8_t *at, uint8_t value, size_t len)
{
	while (len && *at == value)
		at++, len--;
	return !len;
}

static void round_trip(void)
{
	static struct disk_io io[MANY];
	static struct iovec iov[MANY];

	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < MANY; i++) {
			memset(memory + i * PIECE, pass ? 0 : i + 1, PIECE);
			iov[i] = (struct iovec){ memory + i * PIECE, PIECE };
			io[i] = (struct disk_io){ .op = pass ? LUCID_BLK_READ : LUCID_BLK_WRITE,
						  .offset = (uint64_t)(MANY - 1 - i) * PIECE,
						  .iov = &iov[i], .n = 1, .status = -1 };
			engine_ask(engine, &io[i]);
		}
		engine_push(engine);
		for (int i = 0; i < MANY; i++)
			assert_int_equal(wait_for_one()->status, LUCID_IO_OK);
		if (!pass)
			assert_int_equal(one(LUCID_BLK_FLUSH, NULL, 0, 0, false), LUCID_IO_OK);
	}
	for (int i = 0; i < MANY; i++)
		assert_true(all(memory + i * PIECE, (uint8_t)(i + 1), PIECE));
	assert_int_equal(one(LUCID_BLK_ZEROES, NULL, PIECE, PIECE, true), LUCID_IO_OK);
	assert_int_equal(one(LUCID_BLK_DISCARD, NULL, PIECE, 2 * PIECE, false), LUCID_IO_OK);
	assert_int_equal(one(LUCID_BLK_READ, memory, 2 * PIECE, PIECE, false), LUCID_IO_OK);
	assert_true(all(memory, 0, 2 * PIECE));
	memset(memory, 0x5a, PIECE);
	assert_int_equal(one(LUCID_BLK_WRITE, memory, PIECE, 0, true), LUCID_IO_OK);
}

static void in_memory(void **state)
{
	(void)state;
	SERVE("--filter=readahead", "memory", "64M");
	connect_to(false);
	assert_true(limits.size == 64 << 20 && limits.logical == LUCID_SECTOR && limits.flush);
	round_trip();
}

/* What is durable on one connection is there on the next. */
static void in_a_file(void **state)
{
	(void)state;
	close(open(data, O_CREAT | O_WRONLY | O_EXCL, 0600));
	assert_int_equal(truncate(data, 1 << 20), 0);
	SERVE("file", data);
	connect_to(false);
	round_trip();
	engine_stop(engine);
	engine_close(engine);
	connect_to(true);
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 0, false), LUCID_IO_OK);
	assert_true(all(memory, 0x5a, PIECE));
}

static void errors(void **state)
{
	(void)state;
	SERVE("--filter=error", "memory", "1M", "error=ENOSPC", "error-pwrite-rate=100%");
	connect_to(false);
	assert_int_equal(one(LUCID_BLK_WRITE, memory, PIECE, 0, false), LUCID_IO_NOSPACE);
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 0, false), LUCID_IO_OK);
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 1 << 20, false), LUCID_IO_ERROR);
}

static void refusals(void **state)
{
	(void)state;
	assert_null(try_open(false));
	SERVE("-r", "memory", "1M");
	assert_null(try_open(false));
	end_server(SIGKILL);
	SERVE("memory", "1000");
	assert_null(try_open(false));
	assert_true(nbd_is(uri) && nbd_is("nbd://localhost") && !nbd_is("/nbd://x"));
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(in_memory),
		CASE(in_a_file),
		CASE(errors),
		CASE(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
