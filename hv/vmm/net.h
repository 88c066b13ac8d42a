/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The net back end: its process, netd.c, and the VMM's side, cards.c, which has the names and the
 * rights, and knows the configuration.
 */
#ifndef LUCID_VMM_NET_H
#define LUCID_VMM_NET_H

#include "hv/vmm/mail.h"

#define NET_ORDER	8	/* most slots of a channel: 2^NET_ORDER */

/* mail_start.variant: what the descriptors are. */
#define NET_QUEUES	0	/* see queues_wire(); with RSS the program and the map are there */
#define NET_STREAM	1

/* backend_program.open of a network card. */
int net_open(struct device *d, const struct mail_start *start, const int *fd, unsigned int fds);

#endif
