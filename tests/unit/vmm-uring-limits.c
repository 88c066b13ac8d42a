// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk's io_uring can do nothing but read, write and sync the disk: the kernel
 * refuses the rest. Does not prove: that the kernel keeps to it everywhere.
 */
/* sources: hv/vmm/uring.c hv/vmm/disk.c hv/vmm/diskfile.c hv/vmm/log.c */
#include "vmm-uring.h"

/* Other operations, and other files, are refused by the kernel. */
static void restricted(void **state)
{
	for (int i = 0; i < 2; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring.ring);
		struct io_uring_cqe *cqe;

		(void)state;
		if (i)
			io_uring_prep_nop(sqe);
		else
			io_uring_prep_fsync(sqe, disk.fd, 0);
		assert_int_equal(io_uring_submit_and_wait(&ring.ring, 1), 1);
		assert_int_equal(io_uring_peek_cqe(&ring.ring, &cqe), 0);
		assert_int_equal(cqe->res, -EACCES);
		io_uring_cqe_seen(&ring.ring, cqe);
	}
	assert_int_equal(io_uring_register_eventfd(&ring.ring, event), -EACCES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(restricted, set_up, tear_down),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, NULL) + unlink(path);
}
