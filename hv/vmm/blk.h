/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The block back end, for the programs that have one with an engine of theirs: blkd.c, nbdd.c.
 */
#ifndef LUCID_VMM_BLK_H
#define LUCID_VMM_BLK_H

#include "hv/vmm/mail.h"

#define BLK_ORDER	7	/* most slots of a channel: 2^BLK_ORDER */

/* backend_program.open of a disk: the descriptors are the engine's, in their order. */
int blk_open(struct device *d, const struct mail_start *start, const int *fd, unsigned int fds);

#endif
