/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's half of conformance tests that take two: it runs a guest of tests/conf as lucid-vmm
 * does, and does its own part at the same time. Everything here is for its main thread, but
 * for what is said otherwise.
 */
#ifndef LUCID_PARTNER_H
#define LUCID_PARTNER_H

#include "hv/vmm/setup.h"
#include "tests/conf/lib/partner.h"

#define PATIENCE_MS	5000

struct side {
	struct machine vm;
	struct partner *table;
	int ready;			/* eventfd of PARTNER_READY */
};

/* One result: prints "ok TEXT" or "not ok TEXT". */
void result(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Any thread. Waits for an eventfd; false after PATIENCE_MS, or when the guest has ended. */
bool side_wait(struct side *s, int eventfd);

/* Maps pages of the guest; NULL after a message. Touching them is for guard_call(). */
void *side_map(struct side *s, uint64_t gpa, uint64_t size, uint32_t rights);

/* A new eventfd that is connected to a port; -1 after a message. */
int side_port(struct side *s, uint32_t port, uint32_t flags);

/* revoke.c, storm.c: each runs until the guest has done its part. */
void see_revoked(struct side *s);
void hear_storm(struct side *s);

#endif
