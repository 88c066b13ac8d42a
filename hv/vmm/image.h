/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An input file that is read piece by piece into guest memory. For the loaders.
 */
#ifndef LUCID_VMM_IMAGE_H
#define LUCID_VMM_IMAGE_H

#include <stdint.h>

struct image {
	const char *what;	/* "kernel", "initrd" */
	const char *path;
	int fd;
	uint64_t size;
};

/* 0, or -1 after a message: missing, not a file, or empty. */
int image_open(struct image *img, const char *what, const char *path);
void image_close(struct image *img);

/* Reads exactly len bytes; 0, or -1 after a message (which says "truncated" at the file's end). */
int image_read(const struct image *img, uint64_t offset, void *to, uint64_t len);

#endif
