/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lucid.ko offers to the drivers of Lucid devices: the bus and its devices, the link to a
 * device's back end (rings, windows, interrupts), and pools of memory inside windows. Drivers
 * include this and nothing else of guest/linux; lucid.ko's own seams are in guest.h.
 */
#ifndef LUCID_GUEST_LUCID_H
#define LUCID_GUEST_LUCID_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

#include "ring/ring.h"
#include "spec/gen/lucid_abi.h"
#include "spec/gen/lucid_errno.h"
#include "spec/gen/lucid_hcall.h"

/* ---- Devices and drivers ---- */

struct lucid_device {
	struct device dev;
	u32 index;			/* in the directory */
	u16 type;			/* enum lucid_dev_type */
	u16 id;				/* among those of its type */
	u32 tried;			/* generation of the last offer that was probed */
	bool retry;			/* to no avail; try the next one */
};

#define to_lucid_device(d)	container_of(d, struct lucid_device, dev)

/*
 * Callbacks may sleep and never run at the same time for one device; an offer is a checked copy.
 * probe: of a new offer; when the parent makes another one, the device is removed first, unless
 * again says 0: it goes on with it. changed: the entry was written again while it is served;
 * whether anything changed, the driver sees. gone: the parent says FAILED.
 */
struct lucid_driver {
	struct device_driver driver;
	u16 type;
	int (*probe)(struct lucid_device *ldev, const struct lucid_dir_dev *offer);
	void (*remove)(struct lucid_device *ldev);
	void (*changed)(struct lucid_device *ldev, const struct lucid_dir_dev *offer);
	int (*again)(struct lucid_device *ldev, const struct lucid_dir_dev *offer);
	void (*gone)(struct lucid_device *ldev);
};

#define to_lucid_driver(d)	container_of(d, struct lucid_driver, driver)

int __lucid_driver_register(struct lucid_driver *drv, struct module *owner);
void lucid_driver_unregister(struct lucid_driver *drv);

#define lucid_driver_register(drv)	__lucid_driver_register(drv, THIS_MODULE)
#define module_lucid_driver(drv) \
	module_driver(drv, lucid_driver_register, lucid_driver_unregister)

/*
 * On PCI a child with firmware has a device that nobody drives: it has those modules loaded which
 * drive no device of the directory.
 */
#define LUCID_MODULE_OF_PLATFORM \
	static const struct pci_device_id lucid_pci_ids[] __maybe_unused = { \
		{ PCI_DEVICE(LUCID_PCI_VENDOR, LUCID_PCI_DEVICE) }, \
		{ } \
	}; \
	MODULE_DEVICE_TABLE(pci, lucid_pci_ids)

/* How long the parent may take to answer, in jiffies: to an answer, a request, an end. */
unsigned long lucid_patience(void);

/* This is a Lucid guest: ask before making a hypercall when nothing else of lucid.ko is needed. */
bool lucid_present(void);

/* All of this guest's memory is shared: window 0 of each device is that memory. */
bool lucid_is_open(void);

/* ---- Regions: memory that the parent may see ---- */

struct lucid_region {
	u8 *va;
	u64 gpa;
	u32 pages;
	u64 rights;			/* the parent's, enum lucid_right */
};

/* ---- Channels and links ---- */

struct lucid_link;

struct lucid_chan {
	struct lucid_front front;
	struct lucid_link *link;
	u32 *ids;
	u32 port;
	int irq;			/* 0: none */
	void *irq_data;
	char name[24];			/* in /proc/interrupts */
};

/* Slot sizes of a channel. */
struct lucid_shape {
	u32 sub;
	u32 comp;
};

/* What a driver wants of an offer. Channel c has shape[c % shapes]. */
struct lucid_plan {
	u64 features;			/* accepted ones */
	u32 channels;
	u32 order;			/* 2^order slots a channel */
	u32 windows;			/* to share; an open guest's parent sees all anyway */
	u32 window_pages;		/* of each, if there is so much */
	u32 window_min;			/* at least */
	u32 shapes;
	const struct lucid_shape *shape;
};

struct lucid_link {
	struct lucid_device *ldev;
	struct lucid_dir_dev offer;	/* the one that was answered */
	u64 features;
	u32 channels;
	u32 order;
	u32 windows;
	u32 sub_stride;
	u32 shapes;
	const struct lucid_shape *shape;
	bool open;			/* the parent has been told READY */
	bool failed;			/* the parent has been told FAILED */
	struct list_head watched;	/* and the driver wants to know when that ends */
	void (*lost)(void *data);
	void *lost_data;
	struct lucid_chan *chan;
	struct lucid_region sub;	/* our halves of all channels */
	void *comp;			/* the parent's halves */
	struct lucid_region window[LUCID_DEV_WINDOWS];
};

/* Answers an offer: allocates, shares, and waits until the parent serves. Or an ERR_PTR. */
struct lucid_link *lucid_link_open(struct lucid_device *ldev, const struct lucid_dir_dev *offer,
				   const struct lucid_plan *plan);

/*
 * Ends the service: closes the channels with @reason, frees their interrupts, tells the parent
 * (FAILED, if @reason is not NORMAL) and waits until it has let go. Rings and windows stay. True:
 * the parent means to offer the device again.
 */
bool lucid_link_stop(struct lucid_link *link, u32 reason);

/*
 * A link that was stopped answers the next offer, with empty rings and the windows that it has;
 * drivers ask for their interrupts anew. 0; else it has to be stopped again.
 */
int lucid_link_again(struct lucid_link *link, const struct lucid_dir_dev *offer);

/* Stops if need be, takes the memory back and frees everything. */
void lucid_link_free(struct lucid_link *link);

/* Whether the parent does not serve this link any more. */
bool lucid_link_lost(struct lucid_link *link);

/*
 * Calls @lost, from an interrupt, when the parent does not serve this link any more; at once if
 * that is so already, and perhaps more than once, until the link is stopped.
 */
void lucid_link_watch(struct lucid_link *link, void (*lost)(void *data), void *data);

/* An interrupt for the channel, named lucid-<what>; @affinity is a hint and may be NULL. */
int lucid_chan_irq(struct lucid_chan *chan, irq_handler_t handler, void *data,
		   const struct cpumask *affinity, const char *what);

/* Says once why the channel is unusable, closes it and returns the reason. */
u32 lucid_chan_broken(struct lucid_chan *chan, int why);

/* After a batch of submissions: whether the parent waits for them. */
static inline bool lucid_chan_flush(struct lucid_chan *chan)
{
	return lucid_tx_flush(&chan->front.tx);
}

static inline void lucid_chan_raise(struct lucid_chan *chan)
{
	lucid_hc_event_raise(chan->port);
}

static inline void lucid_chan_kick(struct lucid_chan *chan)
{
	if (lucid_chan_flush(chan))
		lucid_chan_raise(chan);
}

/* Whether the parent closed the channel. */
static inline bool lucid_chan_peer_closed(struct lucid_chan *chan)
{
	return lucid_front_peer_closed(&chan->front) != LUCID_CLOSE_OPEN;
}

#endif
