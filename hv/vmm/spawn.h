/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starting a back end's process, for server.c.
 */
#ifndef LUCID_VMM_SPAWN_H
#define LUCID_VMM_SPAWN_H

#include <sys/types.h>

/*
 * Starts the program of this name that lies beside our own; @what is its argument, for the person
 * who looks at processes. The process, a descriptor of it, and our end of the socket that it has as
 * standard input, output and error. -1: errno.
 */
pid_t spawn(const char *name, const char *what, int *pidfd, int *sock);

#endif
