/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of a disk's io_uring: a file of MANY pieces in /tmp, and a ring on it.
 */
#ifndef TESTS_UNIT_VMM_URING_H
#define TESTS_UNIT_VMM_URING_H

#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/uring.h"
#include "spec/gen/lucid_abi.h"

#define MANY	200
#define PIECE	4096

static char path[] = "/tmp/vmm-uring-XXXXXX";
static uint8_t *memory;
static struct disk disk;
static struct uring ring;
static int event;

static inline int set_up(void **state)
{
	int fd[2];

	(void)state;
	assert_int_equal(truncate(path, MANY * PIECE), 0);
	assert_int_equal(disk_open(path, path, false, fd), 0);
	assert_int_equal(disk_init(&disk, path, fd), 0);
	memory = aligned_alloc(PIECE, (MANY + 1) * PIECE);
	event = eventfd(0, EFD_NONBLOCK);
	return uring_open(&ring, &disk, MANY, event);
}

static inline int tear_down(void **state)
{
	(void)state;
	uring_close(&ring);
	free(memory);
	close(disk.fd);
	close(disk.direct);
	return close(event);
}

/* As a session does: what is left of a short one is pushed, too. */
static inline struct disk_io *wait_for_one(void)
{
	struct disk_io *io;
	eventfd_t count;

	for (uring_push(&ring); !(io = uring_done(&ring)); uring_push(&ring))
		if (!uring_arm(&ring))
			while (eventfd_read(event, &count) && errno == EAGAIN)
				usleep(100);
	return io;
}

static inline int one(uint8_t op, void *base, size_t len, uint64_t offset)
{
	struct iovec iov = { base, len };
	struct disk_io io = { .op = op, .fua = op == LUCID_BLK_WRITE, .offset = offset,
			      .iov = &iov, .n = op != LUCID_BLK_FLUSH };

	uring_ask(&ring, &io);
	assert_ptr_equal(wait_for_one(), &io);
	return io.status;
}

#endif
