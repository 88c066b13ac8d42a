/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starting passt, for cards.c.
 */
#ifndef LUCID_VMM_PASST_H
#define LUCID_VMM_PASST_H

#include <sys/types.h>

#define PASST_MTU	65520	/* what it tells its guests by DHCP, too */
#define PASST_ROOM	(8 << 20)	/* bytes on their way to the guest */

/*
 * A socket to a new passt, which ends when that is closed; *pid is the last one's, or 0, and then
 * the new one's. -1 after a message.
 */
int passt_start(pid_t *pid);

/* Ends it, if there is one: one that hangs does not see that its socket is closed. */
void passt_end(pid_t *pid);

#endif
