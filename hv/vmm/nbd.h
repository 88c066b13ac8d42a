/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disks behind an NBD server: nbd://HOST[:PORT][/EXPORT] and nbd+unix:///[EXPORT]?socket=PATH. The
 * VMM connects (nbdsource.c) and gives the connection to the disk's process, lucid-nbdd, whose
 * engine is nbd.c. A process has one connection: when that ends it ends too, and the VMM makes
 * another one for the next.
 */
#ifndef LUCID_VMM_NBD_H
#define LUCID_VMM_NBD_H

#include <stdbool.h>
#include <sys/socket.h>

#define NBD_NAME	256	/* bytes of a disk's name at most, with the zero at its end */

struct nbd_name {
	struct sockaddr_storage at;
	socklen_t len;
	char export[NBD_NAME];
};

/* Whether a disk's name is one of these, good or bad. */
bool nbd_is(const char *uri);

/* NULL, or what is wrong with it. */
const char *nbd_parse(const char *uri, struct nbd_name *name);

/* ---- nbdsource.c, in the VMM ---- */

struct device;

/* Once: the disk of this number is there, and may be away for so many seconds; 0: without end. */
int nbd_source_init(unsigned int id, const char *uri, unsigned int hold_s);

/*
 * server.sources of such a disk: one descriptor, connected, at which the server's greeting waits.
 * It is not there before the server has closed the connection of the last process, of which it
 * first is told that nothing more will come. That is the fence: a server that ends what it was
 * asked for before it closes cannot do an old write after a new one.
 */
int nbd_source(struct device *d, int *fd);

#endif
