// SPDX-License-Identifier: GPL-2.0-only
/*
 * An input file that is read piece by piece into guest memory.
 */
#include "hv/vmm/image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hv/vmm/log.h"

int image_open(struct image *img, const char *what, const char *path)
{
	struct stat st;

	*img = (struct image){ .what = what, .path = path };
	img->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (img->fd < 0 || fstat(img->fd, &st)) {
		log_error("%s %s: %s", what, path, strerror(errno));
		image_close(img);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || !st.st_size) {
		log_error("%s %s: %s", what, path, st.st_size ? "not a file" : "empty");
		image_close(img);
		return -1;
	}
	img->size = (uint64_t)st.st_size;
	return 0;
}

void image_close(struct image *img)
{
	if (img->fd >= 0)
		close(img->fd);
	img->fd = -1;
}

int image_read(const struct image *img, uint64_t offset, void *to, uint64_t len)
{
	uint8_t *at = to;

	if (offset > img->size || len > img->size - offset) {
		log_error("%s %s: truncated: %llu bytes, needs %llu", img->what, img->path,
			  (unsigned long long)img->size, (unsigned long long)(offset + len));
		return -1;
	}
	while (len) {
		ssize_t n = pread(img->fd, at, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			log_error("%s %s: read at %llu: %s", img->what, img->path,
				  (unsigned long long)offset, n ? strerror(errno) : "end of file");
			return -1;
		}
		at += n;
		offset += (uint64_t)n;
		len -= (uint64_t)n;
	}
	return 0;
}
