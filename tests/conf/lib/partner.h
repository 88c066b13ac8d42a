/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest and lucid-partner (tests/partner), the program that runs it, have agreed upon: pages
 * of the guest and ports. For the guests revoked.c and storm.c, and for tests/partner.
 */
#ifndef CONF_PARTNER_H
#define CONF_PARTNER_H

#include "spec/gen/lucid_abi.h"

#define PARTNER_TABLE	0x1400000UL	/* struct partner, shared until the end */
#define PARTNER_AREA	0x1500000UL	/* pages that come and go */
#define PARTNER_PAGES	8
#define PARTNER_ROUNDS	400
#define PARTNER_ANSWERS	2000
#define PARTNER_EVENTS	20000		/* of each port */
#define PARTNER_PORTS	8
#define PARTNER_READY	200		/* raised when the table is shared */
#define PARTNER_TO_CHILD(i)	(201 + (i))
#define PARTNER_TO_PARENT(i)	(220 + (i))

/* Words of the pages that come and go. */
#define PARTNER_PUBLIC	0x1111000000000000UL	/* and the round's number */
#define PARTNER_SECRET	0x5ec3e70000000000UL	/* never while the page is shared */

struct partner {
	volatile uint64_t round;	/* child: its page is shared now */
	volatile uint64_t seen;		/* parent: and was read */
	volatile uint64_t asked, answered;
	volatile uint64_t to_child[PARTNER_PORTS], to_parent[PARTNER_PORTS];
	volatile uint64_t storm_over;	/* child: it has seen the last event of each port, or not */
};

#endif
