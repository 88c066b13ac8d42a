/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The seams inside lucid.ko, between its files: discovery, interrupts, the directory, regions.
 * Drivers of devices use lucid.h only.
 */
#ifndef LUCID_GUEST_GUEST_H
#define LUCID_GUEST_GUEST_H

#include <linux/wait.h>

#include "lucid.h"

/* What CPUID says about this guest. */
struct lucid_guest {
	u32 part;
	u32 features;			/* enum lucid_feature */
	u64 dir_gpa;
	u32 dir_parent;			/* pages */
	u32 dir_child;
};

extern struct lucid_guest lucid_guest;

/* ---- irq.c ---- */

int lucid_irq_init(void);
void lucid_irq_exit(void);

/* The Linux interrupt of a port, or a negative errno; each port once. */
int lucid_irq_map(u32 port, const struct cpumask *affinity);
void lucid_irq_unmap(int irq);

/* ---- dir.c: the parent's pages ---- */

/* Woken at each event of port 0. */
extern wait_queue_head_t lucid_dir_wait;

int lucid_dir_init(void);
void lucid_dir_exit(void);

/* Number of devices that both sides have room for. */
u32 lucid_dir_slots(void);

/* A copy of entry @index. 0: good; -ENOENT: empty; -EAGAIN: it keeps changing; -EPROTO. */
int lucid_dir_read(u32 index, struct lucid_dir_dev *offer);

/* Says what is wrong with an offer: what made lucid_dir_read() say -EPROTO, or else its id. */
void lucid_dir_refuse(u32 index, const struct lucid_dir_dev *offer);

/* State (enum lucid_dev_state) and generation as they are this moment, unchecked. */
u32 lucid_dir_state(u32 index, u32 *generation);

/* Maps pages that the parent lends to us for reading; checks that it does. Or an ERR_PTR. */
void *lucid_dir_map(u64 gpa, u64 bytes);

/* ---- answer.c: our own pages ---- */

int lucid_answer_init(void);
void lucid_answer_exit(void);

/* Writes everything but the state, which has to be CLOSED. */
void lucid_answer_write(u32 index, const struct lucid_answer *answer);

/* Writes the state last and tells the parent. */
void lucid_answer_state(u32 index, u32 state, u32 reason);

/* ---- bus.c ---- */

int lucid_bus_init(void);
void lucid_bus_exit(void);

/* Brings the devices in line with the directory. Not from two threads. */
void lucid_bus_scan(void);

/* ---- region.c ---- */

/* Zeroed contiguous pages, on which the parent has @rights; -ENOMEM or what MEM_SHARE said. */
int lucid_region_alloc(struct lucid_region *region, u32 pages, u64 rights);

/*
 * Gives the parent these rights to the first pages of a region, which may be no more than an
 * address; no rights: asks it to let go. Says how many pages it managed.
 */
int lucid_region_share(const struct lucid_region *region, u32 pages, u64 rights, u32 *done);

/* Takes the rights back, waits for that, frees; leaks the pages rather than free shared ones. */
void lucid_region_free(struct lucid_region *region);

/* The region that stands for all memory, of an open guest. */
void lucid_region_all(struct lucid_region *region);

/* ---- link.c ---- */

/* Tells the drivers of links that are lost. From the interrupt of port 0. */
void lucid_link_check(void);

/* ---- chan.c ---- */

void lucid_chan_free_irq(struct lucid_chan *chan);

#endif
