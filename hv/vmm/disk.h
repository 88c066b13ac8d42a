/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A disk image: a file or a block device, and what can be done to it. The engine, file.c and
 * uring.c, uses it; who starts a back end opens it. Ranges have been checked by the caller.
 */
#ifndef LUCID_VMM_DISK_H
#define LUCID_VMM_DISK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

struct disk {
	int fd;
	int direct;		/* the same past the page cache; -1: it cannot be had */
	uint32_t direct_block;	/* bytes; what offsets and lengths have to be multiples of there */
	uint32_t direct_memory;	/* and addresses */
	bool block;		/* a block device */
	uint64_t size;
	uint32_t logical;
	uint32_t physical;
};

/*
 * Opens and locks an image, which messages call @name: the descriptors for disk_init(), -1 for the
 * second where it cannot be had. 0, -1 after a message, or DISK_IN_USE: another one has the lock.
 */
#define DISK_IN_USE	1
int disk_open(const char *path, const char *name, bool ro, int fd[2]);

/* Takes what disk_open() has opened, here or in another process. 0, or -1 after a message. */
int disk_init(struct disk *d, const char *path, const int fd[2]);

/* The size that it has now, in whole blocks; 0: unknown. */
uint64_t disk_size(const struct disk *d);

/*
 * All return enum lucid_io_status, or minus LUCID_CLOSE_BAD_ADDRESS if the memory is gone. With fua
 * the data is durable before they return. iov is used up.
 */
int disk_transfer(const struct disk *d, bool write, struct iovec *iov, unsigned int n,
		  uint64_t offset, bool fua);
int disk_flush(const struct disk *d);
int disk_discard(const struct disk *d, uint64_t offset, uint64_t len);
int disk_zeroes(const struct disk *d, uint64_t offset, uint64_t len, bool fua);

/* What an errno means for the guest, in the same way. */
int disk_status(int err);

/* Takes @done bytes off the front. */
void disk_advance(struct iovec **iov, unsigned int *n, size_t done);

#endif
