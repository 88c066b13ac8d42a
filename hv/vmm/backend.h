/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A back end as a process of its own, which lucid-vmm starts with a socket as its standard input,
 * output and error. blkd.c, nbdd.c and netd.c call this and do nothing else.
 */
#ifndef LUCID_VMM_BACKEND_H
#define LUCID_VMM_BACKEND_H

#include "hv/vmm/sandbox.h"
#include "hv/vmm/mail.h"

struct backend_program {
	const struct device_kind *kind;
	const struct sock_filter *filter;
	unsigned short filters;
	/* Takes the descriptors, fills in ops, backend, features and config. -1 after a message. */
	int (*open)(struct device *d, const struct mail_start *start, const int *fd,
		    unsigned int fds);
};

/* Offers, serves one session, and ends; how, is the exit status. */
int backend_main(const struct backend_program *program);

#endif
