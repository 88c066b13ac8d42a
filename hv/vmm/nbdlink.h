/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The connection to an NBD server, which may break and be made anew; for nbd.c. One thread at a
 * time uses it.
 */
#ifndef LUCID_VMM_NBDLINK_H
#define LUCID_VMM_NBDLINK_H

#include <libnbd.h>
#include <time.h>

#include "hv/vmm/nbd.h"

struct nbdlink {
	const char *uri;
	struct nbd_handle *nbd;	/* NULL: there is no connection, nor an attempt */
	bool up;		/* it takes requests */
	time_t lost;		/* since when it is not up, in seconds of CLOCK_MONOTONIC */
	time_t next;		/* not to be tried before that */
	char why[256];		/* the last trouble */
};

time_t nbdlink_now(void);

/* Begins to connect, unless it is too early for that. */
void nbdlink_begin(struct nbdlink *l);

/*
 * Sleeps until the server or @wake (a descriptor; -1: none) has something, at most @ms
 * milliseconds, and lets libnbd do what there is to do: completion callbacks run in here. False:
 * the connection is broken, for the caller to drop.
 */
bool nbdlink_step(struct nbdlink *l, int wake, int ms);

/* Ends the connection, rudely; there may be another one after a second. */
void nbdlink_drop(struct nbdlink *l);

/* Ends it politely, if it is up, with a second of patience. */
void nbdlink_end(struct nbdlink *l);

/* What a connection that is up says of its export. */
void nbdlink_export(struct nbdlink *l, struct nbd_export *x);

#endif
