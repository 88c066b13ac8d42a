// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads a bzImage: real-mode header first, then the 64-bit part at its preferred address.
 */
#include <string.h>

#include "hv/vmm/loader.h"
#include "hv/vmm/log.h"

#define HEADER_OFFSET	0x1f1
#define HEADER_MAGIC	0x53726448	/* "HdrS" */
#define MIN_PROTOCOL	0x020c		/* the first with xloadflags */
#define ENTRY64		0x200
#define DEFAULT_ADDRESS	0x1000000ULL

static int refuse(const struct image *img, const char *why, unsigned int value)
{
	log_error("kernel %s: not a bzImage that can be started: %s (0x%x)", img->path, why, value);
	return -1;
}

static int check(const struct image *img, const struct setup_header *h)
{
	if (h->boot_flag != 0xaa55)
		return refuse(img, "boot flag", h->boot_flag);
	if (h->header != HEADER_MAGIC)
		return refuse(img, "header magic", h->header);
	if (h->version < MIN_PROTOCOL)
		return refuse(img, "boot protocol is too old", h->version);
	if (!(h->loadflags & LOADED_HIGH))
		return refuse(img, "loads low", h->loadflags);
	if (!(h->xloadflags & XLF_KERNEL_64))
		return refuse(img, "no 64-bit entry point", h->xloadflags);
	return 0;
}

int bzimage_load(const struct guest_mem *m, const struct image *img, struct boot_params *bp,
		 struct kernel *k)
{
	struct setup_header h;
	uint64_t offset, size, at;
	uint8_t *to;

	if (image_read(img, HEADER_OFFSET, &h, sizeof(h)) || check(img, &h))
		return -1;
	offset = ((h.setup_sects ? h.setup_sects : 4) + 1) * 512ULL;
	size = h.syssize * 16ULL;
	at = h.pref_address ? h.pref_address : DEFAULT_ADDRESS;
	if (h.init_size < size)
		return refuse(img, "init_size is smaller than the code", h.init_size);
	if (at < GPA_HIGH_AREA)
		return refuse(img, "preferred address is too low", (unsigned int)at);
	to = mem_ptr(m, at, h.init_size);
	if (!to) {
		log_error("kernel %s: needs memory up to %llu MiB, the guest has %llu MiB there",
			  img->path, (unsigned long long)(at + h.init_size + (1 << 20) - 1) >> 20,
			  (unsigned long long)m->low_size >> 20);
		return -1;
	}
	if (image_read(img, offset, to, size))
		return -1;
	/* The header says itself how long it is: the byte before "HdrS" is a jump over the rest. */
	size = 0x202 + (h.jump >> 8) - HEADER_OFFSET;
	memcpy(&bp->hdr, &h, size < sizeof(h) ? size : sizeof(h));
	k->entry = at + ENTRY64;
	k->end = at + h.init_size;
	return 0;
}
