/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's interfaces as a whole: main.c waits for changes. A TAP as such is in wire.h.
 */
#ifndef LUCID_VMM_TAP_H
#define LUCID_VMM_TAP_H

/* A descriptor that is readable when some interface has changed. -1: errno. */
int tap_watch(void);

/* Reads what there is, until the next change. */
void tap_watched(int fd);

#endif
