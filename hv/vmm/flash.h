/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flash memory with firmware's variables, as an Intel-command-set chip (CFI 1) shows it, kept in a
 * file. The guest reads its pages by itself and writes through mmio.c, under the chipset's lock.
 */
#ifndef LUCID_VMM_FLASH_H
#define LUCID_VMM_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#define FLASH_BLOCK	4096U	/* is erased at once, and is in one mode */

/* What the guest reads of the block that it last gave a command. */
enum flash_mode { FLASH_ARRAY, FLASH_ID, FLASH_STATUS, FLASH_PROGRAM, FLASH_ERASE };

struct flash {
	uint64_t gpa;
	uint64_t size;		/* a multiple of FLASH_BLOCK; 0: there is none */
	uint8_t *array;		/* what is kept */
	uint8_t *shown;		/* what the guest sees */
	int fd;			/* -1: the array lasts as long as the guest */
	enum flash_mode mode;
	uint64_t block;		/* offset of the block that is not in FLASH_ARRAY mode */
	uint8_t status;
	uint8_t told;		/* the status that the block shows, from FLASH_STATUS on */
	bool dirty;
};

/* array has size bytes, and shown the same contents. */
void flash_init(struct flash *f, uint64_t gpa, uint64_t size, uint8_t *array, int fd);

/* The guest stores a byte, or size bytes that are stored one after the other. */
void flash_write(struct flash *f, uint64_t offset, unsigned int size, uint64_t value);

#endif
