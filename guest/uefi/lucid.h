/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the bus offers to the drivers of Lucid devices, and to itself: the guest, messages, waiting,
 * memory that the parent may see, links to back ends. Every file of guest/uefi but arch.c and mem.c
 * includes this. Everything is called at TPL_NOTIFY or below.
 */
#ifndef LUCID_UEFI_LUCID_H
#define LUCID_UEFI_LUCID_H

#include "guest/uefi/arch.h"
#include "guest/uefi/efi.h"
#include "guest/uefi/mem.h"
#include "ring/ring.h"
#include "spec/gen/lucid_abi.h"

extern EFI_BOOT_SERVICES *lucid_bs;
extern EFI_RUNTIME_SERVICES *lucid_rt;
extern EFI_HANDLE lucid_image;

/* ---- guest.c: what CPUID says ---- */

struct lucid_guest {
	uint32_t part;
	uint32_t vp;			/* that boots; its APIC id */
	uint32_t features;		/* enum lucid_feature */
	uint32_t tsc_khz;
	uint64_t dir_gpa;
	uint32_t dir_parent;		/* pages */
	uint32_t dir_child;
};

extern struct lucid_guest lucid_guest;

/* False, with a message unless it is no hypervisor of ours: this is not a guest that we know. */
bool lucid_discover(struct lucid_guest *guest);

static inline bool lucid_is_open(void)
{
	return lucid_guest.features & LUCID_FEATURE_OPEN;
}

/* ---- say.c: messages, which the parent shows ---- */

/* With %s (const char *), %u (uint32_t), %x (uint64_t). The message is a line of its own. */
void lucid_say(const char *format, ...);

/* ---- wait.c ---- */

/*
 * Until @done is true, or the parent had time enough: false. @port is raised now and then where
 * there is no other way to let the parent run. @done has to arm whatever would interrupt us.
 */
bool lucid_wait(bool (*done)(void *arg), void *arg, uint32_t port);

/* The ports whose events end a sleep. Without an interrupt vector for them nothing sleeps. */
void lucid_irq_init(void);
void lucid_irq_bind(uint32_t port);
void lucid_irq_unbind(uint32_t port);
void lucid_irq_exit(void);

/* ---- region.c: memory of ours that the parent may see ---- */

struct lucid_region {
	uint8_t *va;			/* and guest-physical address */
	uint32_t pages;
	uint64_t rights;		/* the parent's, enum lucid_right */
};

/* Zeroed pages of boot-services memory, shared; or why not, and nothing has happened. */
EFI_STATUS lucid_region_alloc(struct lucid_region *region, uint32_t pages, uint64_t rights);

/* Takes the rights back and waits for that. A page that the parent keeps ends the guest. */
void lucid_region_withdraw(struct lucid_region *region);

/* The same, if it has not been done, and frees the pages. */
void lucid_region_free(struct lucid_region *region);

/* Shares pages that are there already. */
EFI_STATUS lucid_region_share(struct lucid_region *region);

/* ---- dir.c, answer.c: the directory ---- */

EFI_STATUS lucid_dir_init(void);
uint32_t lucid_dir_slots(void);

/* Whether pages are the parent's, lent to us. */
bool lucid_dir_lent(uint64_t gpa, uint64_t bytes);

/* A checked copy of an entry. False, with a message if it is bad: there is no such device. */
bool lucid_dir_read(uint32_t index, struct lucid_dir_dev *offer);

/* State and generation as they are this moment, unchecked. */
uint32_t lucid_dir_state(uint32_t index, uint32_t *generation);

EFI_STATUS lucid_answer_init(void);
void lucid_answer_exit(void);
void lucid_answer_write(uint32_t index, const struct lucid_answer *answer);
void lucid_answer_state(uint32_t index, uint32_t state, uint32_t reason);

/* ---- link.c: the connection of a device ---- */

#define LUCID_CHANNELS		2	/* at most, of a device */
#define LUCID_ORDER		5	/* at most 2^this slots of a channel */

struct lucid_chan {
	struct lucid_front front;
	uint32_t port;
	uint32_t ids[1 << LUCID_ORDER];
};

/* What a driver wants of an offer. */
struct lucid_plan {
	uint64_t features;		/* accepted ones */
	uint32_t channels;
	uint32_t order;
	uint32_t window_pages;		/* less where memory is short; 0: no window */
	uint32_t window_min;
	uint32_t sub[LUCID_CHANNELS];	/* slot sizes */
	uint32_t comp[LUCID_CHANNELS];
};

struct lucid_link {
	struct lucid_dir_dev offer;
	uint32_t channels;
	uint32_t order;
	bool open;
	struct lucid_region sub;
	struct lucid_region window;
	struct lucid_chan chan[LUCID_CHANNELS];
};

struct lucid_device {
	uint32_t index;			/* in the directory */
	uint16_t type;
	uint16_t id;
	EFI_HANDLE handle;
	EFI_DEVICE_PATH *path;
	struct lucid_link link;
	const struct lucid_driver *driver;	/* that has started it */
	void *priv;				/* that driver's */
};

/* Reads the offer, for a plan to be made of it. EFI_NOT_READY: nothing is offered now. */
EFI_STATUS lucid_link_offer(struct lucid_device *dev);

/* Answers it: allocates, shares, and waits until the parent serves. */
EFI_STATUS lucid_link_open(struct lucid_device *dev, const struct lucid_plan *plan);

/* Whether the parent does not serve this link any more. */
bool lucid_link_lost(struct lucid_device *dev);

/* Tells the parent, enum lucid_close, waits until it has let go, frees. Nothing to do: no harm. */
void lucid_link_close(struct lucid_device *dev, uint32_t reason);

/* The same for ExitBootServices: no memory is freed. */
void lucid_link_hand_over(struct lucid_device *dev);

/* Says why a channel cannot go on: @why is minus a reason, or 0: the parent ended it. */
uint32_t lucid_link_blame(struct lucid_device *dev, uint32_t channel, int why);

static inline void lucid_chan_kick(struct lucid_chan *chan)
{
	if (lucid_tx_flush(&chan->front.tx))
		arch_raise(chan->port);
}

static inline bool lucid_chan_peer_closed(const struct lucid_chan *chan)
{
	return lucid_front_peer_closed(&chan->front) != LUCID_CLOSE_OPEN;
}

/* ---- driver.c: drivers of one type of device ---- */

struct lucid_driver {
	EFI_DRIVER_BINDING_PROTOCOL binding;	/* first */
	uint16_t type;				/* enum lucid_dev_type; NONE: the bus */
	const CHAR16 *name;			/* of the driver */
	const CHAR16 *noun;			/* what it calls a device */
	EFI_STATUS (*start)(struct lucid_device *dev);
	EFI_STATUS (*stop)(struct lucid_device *dev);
	void (*hand_over)(struct lucid_device *dev);	/* before ExitBootServices */
};

extern EFI_GUID lucid_device_guid;

extern struct lucid_driver lucid_bus_driver, lucid_blk_driver, lucid_net_driver,
	lucid_console_driver, lucid_rng_driver;

/* bus.c: whether this is the PCI device that it has started. */
bool lucid_bus_has(EFI_HANDLE handle);

EFI_STATUS lucid_driver_install(struct lucid_driver *drv, EFI_HANDLE handle);
EFI_STATUS lucid_driver_remove(struct lucid_driver *drv);

/* A driver of devices uses these for its binding. */
#define LUCID_DEVICE_BINDING { \
	.Supported = lucid_device_supported, .Start = lucid_device_start, \
	.Stop = lucid_device_stop, .Version = 0x10, \
}

EFI_STATUS EFIAPI lucid_device_supported(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
					 EFI_DEVICE_PATH *remaining);
EFI_STATUS EFIAPI lucid_device_start(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
				     EFI_DEVICE_PATH *remaining);
EFI_STATUS EFIAPI lucid_device_stop(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
				    UINTN children, EFI_HANDLE *child);

/* name.c: installs and removes the component names of a driver. */
EFI_STATUS lucid_name_install(struct lucid_driver *drv);
EFI_STATUS lucid_name_remove(struct lucid_driver *drv);

/* ---- path.c ---- */

/*
 * The path of a device below the bus: it depends on type and number alone, and for a network card
 * on its address, so it is the same after a reboot. Or NULL: no memory.
 */
EFI_DEVICE_PATH *lucid_path_make(const EFI_DEVICE_PATH *bus, uint16_t type, uint16_t id,
				 const uint8_t *mac);

/* ---- memory for private structures ---- */

static inline void *lucid_alloc(size_t bytes)
{
	void *p;

	if (lucid_bs->AllocatePool(EfiBootServicesData, bytes, &p) != EFI_SUCCESS)
		return NULL;
	memset(p, 0, bytes);
	return p;
}

static inline void lucid_free(void *p)
{
	if (p)
		lucid_bs->FreePool(p);
}

#endif
