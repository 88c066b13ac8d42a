/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that this guest does without, for system.c: free pages are reported to the hypervisor, and
 * a balloon holds as many more as the parent asks for. All calls may sleep; one caller at a time.
 */
#ifndef LUCID_BALLOON_H
#define LUCID_BALLOON_H

#include <linux/device.h>

/* The parent takes pages back from now on. */
void lucid_balloon_start(struct device *dev);

/* So many pages are to be in the balloon; it gets there in its own time, if it can. */
void lucid_balloon_target(u32 pages);

/* Lets all pages go. The parent has to be there still: they come back when they are touched. */
void lucid_balloon_stop(void);

#endif
