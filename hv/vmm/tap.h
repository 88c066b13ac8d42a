/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TAP interface of the parent's kernel. net.c uses it, and main.c waits for changes.
 */
#ifndef LUCID_VMM_TAP_H
#define LUCID_VMM_TAP_H

#include <stdbool.h>
#include <stdint.h>

/* Attaches to the interface, or makes it; not blocking. The descriptor, or -1 after a message. */
int tap_open(const char *name);

/* Its MTU, and whether it is up and has a carrier. -1: errno. */
int tap_look(const char *name, uint32_t *mtu, bool *link);

/* A descriptor that is readable when some interface has changed. -1: errno. */
int tap_watch(void);

/* Reads what there is, until the next change. */
void tap_watched(int fd);

/* What the kernel may leave undone in frames for us, by enum lucid_net_feature. -1: errno. */
int tap_offload(int fd, uint64_t features);

/* The guest's address on this interface: the same for the same name, else different. */
void tap_mac(const char *name, uint8_t mac[6]);

#endif
