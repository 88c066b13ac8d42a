/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TAP interface of the parent's kernel. net.c uses it, and main.c waits for changes.
 */
#ifndef LUCID_VMM_TAP_H
#define LUCID_VMM_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vmm/steer.h"

struct tap {
	const char *name;
	unsigned int queues;		/* that we have */
	unsigned int used;		/* that are attached: the first ones */
	int fd[LUCID_MAX_VPS];
	struct steer steer;
};

/*
 * Attaches to the interface, or makes it, with so many queues, or fewer, after a message, if it has
 * no more; not blocking. -1 after a message.
 */
int tap_open(struct tap *t, const char *name, unsigned int queues);

/* Whether it is good for this one of enum lucid_net_feature; before the first tap_set(). */
bool tap_can(const struct tap *t, uint64_t feature);

/* Checked settings, of no more queues than there are. -1: errno, and some of them hold. */
int tap_set(struct tap *t, const struct lucid_net_settings *s);

/* Its MTU, and whether it is up and has a carrier. -1: errno. */
int tap_look(const char *name, uint32_t *mtu, bool *link);

/* A descriptor that is readable when some interface has changed. -1: errno. */
int tap_watch(void);

/* Reads what there is, until the next change. */
void tap_watched(int fd);

/* The guest's address on this interface: the same for the same name, else different. */
void tap_mac(const char *name, uint8_t mac[6]);

#endif
