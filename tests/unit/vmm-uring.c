// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk's io_uring reads and writes, past the page cache too, carries on after a short
 * transfer, tells of a file that became shorter and of memory that is gone, wakes a sleeper, and
 * that closing it waits. Does not prove: real devices' timing.
 */
/* sources: hv/vmm/uring.c hv/vmm/disk.c hv/vmm/diskfile.c hv/vmm/log.c */
#include "vmm-uring.h"

/* With and without an address that suits a direct transfer. */
static void many(void **state)
{
	static struct disk_io io[MANY];
	static struct iovec iov[MANY];

	(void)state;
	for (int round = 0; round < 4; round++) {
		uint8_t *base = memory + (round & 1 ? 8 : 0);

		for (int i = 0; i < MANY; i++) {
			iov[i] = (struct iovec){ base + i * PIECE, PIECE };
			io[i] = (struct disk_io){ .op = round < 2 ? LUCID_BLK_WRITE : 0,
						  .offset = (uint64_t)(MANY - 1 - i) * PIECE,
						  .iov = &iov[i], .n = 1, .status = -1 };
			memset(iov[i].iov_base, round < 2 ? i + 1 : 0, PIECE);
			uring_ask(&ring, &io[i]);
		}
		for (int i = 0; i < MANY; i++)
			assert_int_equal(wait_for_one()->status, LUCID_IO_OK);
		for (int i = 0; i < MANY; i++)
			assert_true(base[i * PIECE] == (uint8_t)(i + 1) && io[i].status == 0);
	}
	assert_int_equal(one(LUCID_BLK_FLUSH, NULL, 0, 0), LUCID_IO_OK);
}

static void faults(void **state)
{
	(void)state;
	assert_int_equal(one(LUCID_BLK_READ, (void *)4096, PIECE, 0), -LUCID_CLOSE_BAD_ADDRESS);
	assert_int_equal(one(LUCID_BLK_WRITE, (void *)4104, PIECE, 0), -LUCID_CLOSE_BAD_ADDRESS);
	assert_int_equal(ftruncate(disk.fd, PIECE + 512), 0);
	assert_int_equal(one(LUCID_BLK_READ, memory, 3 * PIECE, 0), LUCID_IO_ERROR);
	assert_int_equal(one(LUCID_BLK_READ, memory + 8, PIECE + 512, 0), LUCID_IO_OK);
}

/* Nothing touches the memory afterwards. */
static void closing_waits(void **state)
{
	static struct disk_io io[MANY];
	static struct iovec iov[MANY];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		iov[i] = (struct iovec){ memory + i * PIECE, PIECE };
		io[i] = (struct disk_io){ .op = LUCID_BLK_READ, .iov = &iov[i], .n = 1,
					  .offset = (uint64_t)i * PIECE, .status = -1 };
		uring_ask(&ring, &io[i]);
	}
	uring_close(&ring);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(io[i].status, LUCID_IO_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(many, set_up, tear_down),
		cmocka_unit_test_setup_teardown(faults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(closing_waits, set_up, tear_down),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, NULL) + unlink(path);
}
