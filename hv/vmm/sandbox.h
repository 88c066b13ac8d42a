/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Giving up everything that a back end's process does not need. Its main calls this first.
 */
#ifndef LUCID_VMM_SANDBOX_H
#define LUCID_VMM_SANDBOX_H

#include <linux/filter.h>

/*
 * From here on: nobody's user, no rights, an empty root and namespaces of its own, and no other
 * system call than those of the filter, see filter.c. What a kernel does not have (namespaces for
 * users without rights) is told to the log. 0, or -1 after a message.
 */
int sandbox_enter(const struct sock_filter *filter, unsigned short len);

#endif
