/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory: the pages in which the VMM offers devices, those in which the child answers, and
 * port 0. Only the main thread calls these.
 */
#ifndef LUCID_VMM_DIRECTORY_H
#define LUCID_VMM_DIRECTORY_H

#include "hv/vmm/device.h"
#include "hv/vmm/memory.h"
#include "hv/vmm/partition.h"

#define DIR_MAX_DEVICES	(DIR_PAGES * LUCID_DIR_DEVS)

struct directory {
	const struct partition *part;
	struct lucid_dir *page;			/* ours, DIR_PAGES: lent to the child for reading */
	const struct lucid_answers *answers;	/* the child's: a touch may fault */
	int answers_fd;
	int look;		/* eventfd: the child raised port 0 */
	int tell;		/* eventfd: raises port 0 in the child */
	int ended;		/* eventfd: a session ended by itself */
	unsigned int count;
	struct device *dev[DIR_MAX_DEVICES];
};

/* Lends and maps the parent's pages and adds the child's; before memory is donated. -1: errno. */
int directory_init(struct directory *dir, const struct partition *p);

/* Maps the child's pages; after memory is donated. 0, or -1 with errno. */
int directory_start(struct directory *dir);

/* Adds a device that device_init has completed; before the child runs. */
void directory_add(struct directory *dir, struct device *d);

/* Writes an entry into its page, its state last: until then the old one stays. */
void directory_write(struct directory *dir, unsigned int i, const struct lucid_dir_dev *entry);

/* Looks at all answers and sessions, and does what follows from them. */
void directory_update(struct directory *dir);

/* Asks all devices what changed outside, such as a disk's size, and tells the child. */
void directory_renew(struct directory *dir);

/* Ends all sessions. */
void directory_stop(struct directory *dir);

/* What to do with a device, given its offer, its session's end and the child's answer. */
enum dir_step {
	DIR_NOTHING,
	DIR_OPEN,	/* the child answered */
	DIR_CLOSE,	/* the child is done with it: offer it anew */
	DIR_FAIL,	/* the session ended by itself */
	/* Of devices with a process only: */
	DIR_START,	/* a process */
	DIR_KILL,	/* it */
	DIR_OFFER,	/* what it offers */
	DIR_SUSPEND,	/* nobody serves it now */
};

/* The same for a device with a process; @answered: the answer is READY, of this generation. */
enum dir_step served_step(uint32_t state, const struct server *v, bool answered);

/* reason is device_reason()'s; state and generation are the answer's, from the child. */
enum dir_step directory_step(const struct lucid_dir_dev *offer, uint32_t reason, uint32_t state,
			     uint32_t generation);

#endif
