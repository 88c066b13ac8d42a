// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that stand for what is not there. They stay lent as long as the guest lives, so when the
 * ROM moves, what they show changes.
 */
#include "hv/vmm/hole.h"

#include <errno.h>
#include <string.h>

static void show(const struct hole *h, uint64_t gpa, uint8_t *at)
{
	uint64_t offset = gpa - h->rom_gpa;

	if (h->rom_gpa && gpa >= h->rom_gpa && offset < h->rom_size)
		memcpy(at, h->rom + offset, LUCID_PAGE_SIZE);
	else
		memset(at, 0xff, LUCID_PAGE_SIZE);
}

int hole_touch(struct hole *h, uint64_t gpa)
{
	uint8_t *at;

	gpa &= ~(uint64_t)(LUCID_PAGE_SIZE - 1);
	for (unsigned int i = 0; i < h->pages; i++)
		if (h->page[i].gpa == gpa)
			return 0;	/* another VP was first */
	if (h->pages == HOLE_PAGES) {
		errno = E2BIG;
		return -1;
	}
	if (partition_lend(h->part, gpa, LUCID_PAGE_SIZE, LUCID_RIGHT_READ))
		return -1;
	at = partition_map(h->part, gpa, LUCID_PAGE_SIZE);
	if (!at)
		return -1;
	show(h, gpa, at);
	h->page[h->pages].gpa = gpa;
	h->page[h->pages++].at = at;
	return 0;
}

void hole_place_rom(struct hole *h, uint64_t gpa)
{
	if (gpa == h->rom_gpa)
		return;
	h->rom_gpa = gpa;
	for (unsigned int i = 0; i < h->pages; i++)
		show(h, h->page[i].gpa, h->page[i].at);
}
