/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest reads where it has no memory: all ones, or a device's ROM. A page is lent to the
 * guest when it first reads it; then reads cost nothing. mmio.c and pci.c call it under the
 * chipset's lock.
 */
#ifndef LUCID_VMM_HOLE_H
#define LUCID_VMM_HOLE_H

#include <stdint.h>

#include "hv/vmm/partition.h"

#define HOLE_PAGES	512	/* that a guest may touch */

struct hole {
	const struct partition *part;
	const uint8_t *rom;	/* shown at rom_gpa, but for 0 */
	uint64_t rom_size;	/* a multiple of the page size, or 0 */
	uint64_t rom_gpa;
	unsigned int pages;
	struct {
		uint64_t gpa;
		uint8_t *at;
	} page[HOLE_PAGES];
};

/* Makes the page at gpa readable. 0, or -1 with errno: E2BIG if it would be one too many. */
int hole_touch(struct hole *h, uint64_t gpa);

/* The ROM is at this address from now on; 0: nowhere. */
void hole_place_rom(struct hole *h, uint64_t gpa);

#endif
