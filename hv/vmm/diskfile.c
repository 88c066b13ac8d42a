// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a disk image, with the rights of the person who named it: what disk.c then works with.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hv/vmm/disk.h"
#include "hv/vmm/log.h"

/* When the child reads is nobody's business, and costs. Only a file's owner may say so. */
static void keep_atime(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		fcntl(fd, F_SETFL, flags | O_NOATIME);
}

int disk_open(const char *path, const char *name, bool ro, int fd[2])
{
	int flags = (ro ? O_RDONLY : O_RDWR) | O_CLOEXEC;

	fd[0] = open(path, flags);
	fd[1] = -1;
	if (fd[0] < 0) {
		log_error("disk %s: %s", name, strerror(errno));
		return -1;
	}
	if (flock(fd[0], (ro ? LOCK_SH : LOCK_EX) | LOCK_NB)) {
		close(fd[0]);
		return DISK_IN_USE;
	}
	/* Past the page cache; not every file can be opened so. */
	fd[1] = open(path, flags | O_DIRECT);
	keep_atime(fd[0]);
	keep_atime(fd[1]);
	return 0;
}
