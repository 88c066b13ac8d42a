// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk behind a real NBD server (nbdkit: memory, file; filters readahead, error; by a
 * socket's path and by TCP) reads what was written, flushes, zeroes and discards, passes the
 * server's errors on, and that servers which do not fit are refused.
 * Does not prove: what happens when the connection breaks (vmm-nbd-lost).
 */
/* sources: hv/vmm/nbd.c hv/vmm/nbdname.c hv/vmm/nbdsource.c hv/vmm/disk.c hv/vmm/log.c */
#include "vmm-nbd.h"
#include "vmm-nbd-engine.h"

static bool all(const uint8_t *at, uint8_t value, size_t len)
{
	while (len && *at == value)
		at++, len--;
	return !len;
}

static void round_trip(void)
{
	for (int pass = 0; pass < 2; pass++) {
		ask_all(pass ? LUCID_BLK_READ : LUCID_BLK_WRITE);
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
	connect_to(nbd_uri, false);
	assert_true(limits.size == 64 << 20 && limits.logical == LUCID_SECTOR && limits.flush);
	round_trip();
}

/* What is durable on one connection is there on the next. */
static void in_a_file(void **state)
{
	(void)state;
	make_data(1 << 20);
	SERVE("file", nbd_data);
	connect_to(nbd_uri, false);
	round_trip();
	connect_to(nbd_uri, true);
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 0, false), LUCID_IO_OK);
	assert_true(all(memory, 0x5a, PIECE));
}

/* By TCP, and an export by its name: nbdkit's "exportname" filter has no other one. */
static void by_name(void **state)
{
	char uri[96], port[16];
	const char *const args[] = {
		"--ipaddr=127.0.0.1", "--port", port, "--filter=exportname", "memory", "1M",
		"exportname=a b", "exportname-strict=true", NULL,
	};

	(void)state;
	snprintf(port, sizeof(port), "%u", free_port());
	serve_nbd(args);
	snprintf(uri, sizeof(uri), "nbd://localhost:%s/a%%20b", port);
	connect_to(uri, false);
	round_trip();
	snprintf(uri, sizeof(uri), "nbd://127.0.0.1:%s/b", port);
	assert_null(try_open(uri, false, 0));
}

static void errors(void **state)
{
	static const struct { const char *name; int status; } table[] = {
		{ "error=ENOSPC", LUCID_IO_NOSPACE }, { "error=EIO", LUCID_IO_ERROR },
		{ "error=EPERM", LUCID_IO_PROTECTED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		SERVE("--filter=error", "memory", "1M", table[i].name, "error-pwrite-rate=100%");
		connect_to(nbd_uri, false);
		assert_int_equal(one(LUCID_BLK_WRITE, memory, PIECE, 0, false), table[i].status);
		assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 0, false), LUCID_IO_OK);
		end_nbd(SIGKILL);
	}
	SERVE("memory", "1M");
	connect_to(nbd_uri, false);
	assert_int_equal(one(LUCID_BLK_READ, memory, PIECE, 1 << 20, false), LUCID_IO_ERROR);
}

static void refusals(void **state)
{
	(void)state;
	assert_null(try_open(nbd_uri, false, 0));
	SERVE("-r", "memory", "1M");
	assert_null(try_open(nbd_uri, false, 0));
	assert_non_null(try_open(nbd_uri, true, 1 << 20));
	assert_null(try_open(nbd_uri, true, 2 << 20));
	end_nbd(SIGKILL);
	SERVE("memory", "1000");
	assert_null(try_open(nbd_uri, false, 0));
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(in_memory), CASE(in_a_file), CASE(by_name), CASE(errors), CASE(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
