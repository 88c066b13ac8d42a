/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The real-time clock and its memory, which tells firmware how much RAM there is. chipset.c calls
 * it.
 */
#ifndef LUCID_VMM_CMOS_H
#define LUCID_VMM_CMOS_H

#include <stdint.h>

#define CMOS_PORT	0x70	/* index, then data */
#define CMOS_PORTS	2

struct cmos {
	uint8_t index;
	uint8_t reg[128];
	int64_t ahead;		/* seconds of the guest's clock before the parent's */
};

void cmos_init(struct cmos *c, uint64_t low_size, uint64_t high_size);
uint8_t cmos_read(const struct cmos *c, unsigned int offset, int64_t now);
void cmos_write(struct cmos *c, unsigned int offset, uint8_t value, int64_t now);

#endif
