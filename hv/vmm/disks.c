// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMM's side of disks: each has a process, which is given the opened data and tells what can be
 * offered. An image, for lucid-blkd, is opened anew for every process, and its lock taken anew: so
 * the last one's I/O has ended, whatever became of it. Of NBD servers see nbdsource.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/blk.h"
#include "hv/vmm/disk.h"
#include "hv/vmm/log.h"
#include "hv/vmm/nbd.h"

/* The same file for as long as we run, whatever its name means then; no right to its data. */
static int handles[OPT_MAX_DISKS];
static const char *names[OPT_MAX_DISKS];
static bool told[OPT_MAX_DISKS];
static unsigned int disks;
static int changes = -1;

static int sources(struct device *d, int *fd)
{
	char path[32];
	int n = 0, err;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", handles[d->offer.id]);
	err = disk_open(path, d->server.name, d->server.ro, fd);
	if (err)
		return err == DISK_IN_USE ? 0 : -1;
	while (n < 2 && fd[n] >= 0)
		n++;
	return n;
}

/* It has no configuration but the process's. */
static const struct device_ops disk_ops = { 0 };

static bool nameless(unsigned int id)
{
	struct stat st;

	return handles[id] >= 0 && !fstat(handles[id], &st) && !st.st_nlink;
}

bool disk_nameless(const struct device *d)
{
	return d->offer.type == LUCID_DEV_BLK && nameless(d->offer.id);
}

int disk_watch(void)
{
	changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return changes;
}

/* A name more or less is a change of an attribute. */
static void watch(unsigned int id)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", handles[id]);
	if (inotify_add_watch(changes, path, IN_ATTRIB) < 0)
		log_info("disk %s: nobody will say when it is deleted: %s", names[id],
			 strerror(errno));
}

void disk_watched(void)
{
	char events[1024];

	/* Which of them it was is seen better by a look at all. */
	while (read(changes, events, sizeof(events)) > 0)
		;
	for (unsigned int id = 0; id < disks; id++) {
		bool gone = nameless(id);

		if (gone && !told[id])
			log_error("blk %u: the image %s has been deleted", id, names[id]);
		told[id] = gone;
	}
}

int disk_add(struct device *d, const struct opt_disk *opt, unsigned int id, unsigned int queues)
{
	bool nbd = nbd_is(opt->path);

	handles[id] = nbd ? -1 : open(opt->path, O_PATH | O_CLOEXEC);
	if (nbd && nbd_source_init(id, opt->path, opt->hold))
		return -1;
	if (!nbd && handles[id] < 0) {
		log_error("disk %s: %s", opt->path, strerror(errno));
		return -1;
	}
	names[id] = opt->path;
	disks = id + 1;
	if (!nbd)
		watch(id);
	d->kind = &blk_kind;
	d->ops = &disk_ops;
	d->offer.type = LUCID_DEV_BLK;
	d->offer.id = (uint16_t)id;
	d->offer.channels = (uint16_t)queues;
	d->offer.max_order = BLK_ORDER;
	d->server = (struct server){
		.program = nbd ? "lucid-nbdd" : "lucid-blkd",
		.sources = nbd ? nbd_source : sources, .name = opt->path, .ro = opt->ro,
	};
	return server_init(d);
}
