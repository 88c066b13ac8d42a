/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A partition as /dev/lucid gives it: a thin wrapper around the ioctls. All calls return -1 (or
 * NULL) with errno set; the caller says what it wanted.
 */
#ifndef LUCID_VMM_PARTITION_H
#define LUCID_VMM_PARTITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec/gen/lucid_abi.h"

struct partition {
	int dev;	/* /dev/lucid */
	int fd;		/* the partition */
	uint32_t id;
};

/* Opens /dev/lucid and makes a partition with dir_pages of each side's directory at dir_gpa. */
int partition_create(struct partition *p, bool open_memory, uint64_t dir_gpa, uint32_t dir_pages);
void partition_close(struct partition *p);

int partition_add(const struct partition *p, uint64_t gpa, uint64_t size);
int partition_lend(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights);
int partition_donate(const struct partition *p);
void *partition_map(const struct partition *p, uint64_t gpa, uint64_t size);

/* A descriptor that gives access to this region and nothing else. */
int partition_window(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights);

/* Connect (or with LUCID_PORT_OFF disconnect) an eventfd and a port. */
int partition_port(const struct partition *p, uint32_t port, uint32_t flags, int eventfd);

int partition_info(int fd, struct lucid_ioc_info *info);

/* A VP's descriptor, and its run page. */
int partition_vp(const struct partition *p, unsigned int index);
struct lucid_run *partition_run_page(int vp);
int partition_vp_get(int vp);
int partition_vp_set(int vp);
int partition_vp_run(int vp);

#endif
