/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices: block, net, console, system. setup.c makes one for each --disk, --tap and --net,
 * and one each of the others; they fill in a device's kind, ops, back end or server, and offer, and
 * device_init does the rest.
 */
#ifndef LUCID_VMM_BACKENDS_H
#define LUCID_VMM_BACKENDS_H

#include "hv/vmm/device.h"
#include "hv/vmm/options.h"

/* All return 0, or -1 after a message that names the file. id counts devices of a kind. */
int disk_add(struct device *d, const struct opt_disk *disk, unsigned int id, unsigned int queues);
int net_add(struct device *d, const struct opt_net *net, unsigned int id, unsigned int queues);

/* Descriptors; -1: nowhere, or nothing to read. */
int console_open(struct device *d, int out, int in);

/* memory: what the guest gives back may be had again. balloon: pages that it is to do without. */
int system_open(struct device *d, bool memory, uint32_t balloon);

/*
 * Main thread: what the guest is asked for (enum lucid_system_request) from the next
 * directory_renew() on. False: it has no driver that could hear it.
 */
bool system_ask(struct device *d, uint32_t request);

/* The image of a disk has lost its last name: what is written now ends with us. */
bool disk_nameless(const struct device *d);

/*
 * A descriptor that is readable when disk_watched() might tell the person that an image has been
 * deleted; of disks that are added later. -1: errno, and nobody is told by himself.
 */
int disk_watch(void);
void disk_watched(void);

/* The interface of a network card has been deleted, and nobody has made it anew. */
bool net_deleted(const struct device *d);

#endif
