// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk image: a file or a block device. The calls that do something here go through the page
 * cache and take as long as it takes; uring.c does most of the work of most disks.
 */
#define _GNU_SOURCE
#include "hv/vmm/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "spec/gen/lucid_abi.h"

#define FILE_BLOCK	4096	/* what a file system likes best */

/* Sizes of a block device or a file; false: it is neither. */
static bool measure(struct disk *d)
{
	struct stat st;
	int logical = LUCID_SECTOR;
	unsigned int physical = FILE_BLOCK;

	if (fstat(d->fd, &st))
		return false;
	d->block = S_ISBLK(st.st_mode);
	d->size = (uint64_t)st.st_size;
	if (d->block && (ioctl(d->fd, BLKGETSIZE64, &d->size) ||
			 ioctl(d->fd, BLKSSZGET, &logical) ||
			 ioctl(d->fd, BLKPBSZGET, &physical)))
		return false;
	d->logical = (uint32_t)logical;
	d->physical = physical;
	return d->block || S_ISREG(st.st_mode);
}

uint64_t disk_size(const struct disk *d)
{
	struct disk now = { .fd = d->fd };

	return measure(&now) ? now.size - now.size % d->logical : 0;
}

/* Where the kernel does not say what it wants there, or it is more than a block, we do without. */
static bool measure_direct(struct disk *d)
{
	struct statx sx;

	if (statx(d->fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &sx) ||
	    !(sx.stx_mask & STATX_DIOALIGN))
		return false;
	d->direct_memory = sx.stx_dio_mem_align;
	d->direct_block = sx.stx_dio_offset_align;
	return d->direct_memory && d->direct_block;
}

/* What is wrong with it, or NULL. */
static const char *judge(const struct disk *d)
{
	if (!d->size)
		return "0 bytes long";
	if (d->size % LUCID_SECTOR)
		return "its length is not a multiple of 512 bytes";
	if (d->logical != LUCID_SECTOR && d->logical != 4096)
		return "its block size is neither 512 nor 4096";
	return NULL;
}

int disk_init(struct disk *d, const char *path, const int fd[2])
{
	const char *why;

	*d = (struct disk){ .fd = fd[0], .direct = fd[1] };
	why = measure(d) ? judge(d) : "neither a file nor a block device";
	if (why) {
		log_error("disk %s: %llu bytes: %s", path, (unsigned long long)d->size, why);
		return -1;
	}
	if (d->direct >= 0 && !measure_direct(d))
		d->direct = -1;
	return 0;
}

int disk_status(int err)
{
	switch (err) {
	case EFAULT:
		return -LUCID_CLOSE_BAD_ADDRESS;
	case ENOSPC:
	case EDQUOT:
		return LUCID_IO_NOSPACE;
	case EOPNOTSUPP:
		return LUCID_IO_UNSUPPORTED;
	case EROFS:
		return LUCID_IO_PROTECTED;
	default:
		return LUCID_IO_ERROR;
	}
}

void disk_advance(struct iovec **iov, unsigned int *n, size_t done)
{
	while (*n && done >= (*iov)->iov_len) {
		done -= (*iov)->iov_len;
		(*iov)++;
		(*n)--;
	}
	if (*n) {
		(*iov)->iov_base = (char *)(*iov)->iov_base + done;
		(*iov)->iov_len -= done;
	}
}

int disk_transfer(const struct disk *d, bool write, struct iovec *iov, unsigned int n,
		  uint64_t offset, bool fua)
{
	while (n) {
		ssize_t done;

		if (write)
			done = pwritev2(d->fd, iov, (int)n, (off_t)offset, fua ? RWF_DSYNC : 0);
		else
			done = preadv(d->fd, iov, (int)n, (off_t)offset);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return disk_status(errno);
		if (!done)
			return LUCID_IO_ERROR;	/* the file has become shorter */
		disk_advance(&iov, &n, (size_t)done);
		offset += (uint64_t)done;
	}
	return LUCID_IO_OK;
}

int disk_flush(const struct disk *d)
{
	return fdatasync(d->fd) ? disk_status(errno) : LUCID_IO_OK;
}

static int punch(const struct disk *d, uint64_t offset, uint64_t len)
{
	return fallocate(d->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset,
			 (off_t)len);
}

int disk_discard(const struct disk *d, uint64_t offset, uint64_t len)
{
	uint64_t range[2] = { offset, len };
	int err = d->block ? ioctl(d->fd, BLKDISCARD, range) : punch(d, offset, len);

	return err ? disk_status(errno) : LUCID_IO_OK;
}

int disk_zeroes(const struct disk *d, uint64_t offset, uint64_t len, bool fua)
{
	uint64_t range[2] = { offset, len };
	int err;

	if (d->block)
		err = ioctl(d->fd, BLKZEROOUT, range);
	else
		err = fallocate(d->fd, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, (off_t)offset,
				(off_t)len);
	/* tmpfs has holes, but no zero ranges. */
	if (err && errno == EOPNOTSUPP && !d->block)
		err = punch(d, offset, len);
	if (err)
		return disk_status(errno);
	return fua ? disk_flush(d) : LUCID_IO_OK;
}
