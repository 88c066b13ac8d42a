// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command set of Intel's 28F chips, as far as firmware uses it. Source: Intel 'Common Flash
 * Interface (CFI) and Command Sets', application note 646. A byte is in the file when the guest
 * goes on, so what survives the end of lucid-vmm at any moment is what survives a power failure of
 * a real chip; firmware is made for that.
 */
#include "hv/vmm/flash.h"

#include <string.h>
#include <unistd.h>

enum command {
	PROGRAM_ALT = 0x10, ERASE = 0x20, PROGRAM = 0x40, CLEAR_STATUS = 0x50, READ_STATUS = 0x70,
	READ_ID = 0x90, CONFIRM = 0xd0, READ_ARRAY = 0xff,
};

#define STATUS_READY	0x80
#define STATUS_SEQUENCE	0x30	/* program and erase failed: a wrong command */
#define MANUFACTURER	0x89	/* Intel */
#define DEVICE		0x18

void flash_init(struct flash *f, uint64_t gpa, uint64_t size, uint8_t *array, int fd)
{
	*f = (struct flash){ .gpa = gpa, .size = size, .array = array, .fd = fd };
}

/* While it is being programmed, too, the block shows its status. */
static void enter(struct flash *f, enum flash_mode mode, uint64_t block)
{
	uint8_t *shown = f->shown + block;

	if (f->mode != FLASH_ARRAY && f->block != block)
		memcpy(f->shown + f->block, f->array + f->block, FLASH_BLOCK);
	if (mode == FLASH_ARRAY) {
		memcpy(shown, f->array + block, FLASH_BLOCK);
	} else if (mode == FLASH_ID) {
		memset(shown, 0, FLASH_BLOCK);
		shown[0] = MANUFACTURER;
		shown[1] = DEVICE;
	} else if (f->mode < FLASH_STATUS || f->block != block || f->told != f->status) {
		memset(shown, f->status, FLASH_BLOCK);
		f->told = f->status;
	}
	f->mode = mode;
	f->block = block;
}

/* To the file, and when a sequence of writes is over to the disk. */
static void keep(struct flash *f, uint64_t offset, uint64_t size)
{
	f->dirty = true;
	if (f->fd >= 0 && pwrite(f->fd, f->array + offset, size, (off_t)offset) != (ssize_t)size)
		f->status |= STATUS_SEQUENCE;
}

static void read_array(struct flash *f, uint64_t block)
{
	enter(f, FLASH_ARRAY, block);
	if (f->dirty && f->fd >= 0)
		fdatasync(f->fd);
	f->dirty = false;
}

static void command(struct flash *f, uint64_t block, uint8_t value)
{
	switch (value) {
	case PROGRAM:
	case PROGRAM_ALT:
		enter(f, FLASH_PROGRAM, block);
		break;
	case ERASE:
		enter(f, FLASH_ERASE, block);
		break;
	case READ_STATUS:
		enter(f, FLASH_STATUS, block);
		break;
	case READ_ID:
		enter(f, FLASH_ID, block);
		break;
	case CLEAR_STATUS:
		f->status = 0;
		read_array(f, block);
		break;
	default:
		read_array(f, block);
		break;
	}
}

static void write_byte(struct flash *f, uint64_t offset, uint8_t value)
{
	uint64_t block = offset - offset % FLASH_BLOCK;

	if (f->mode == FLASH_PROGRAM) {
		/* Programming clears bits, only erasing sets them. */
		f->array[offset] &= value;
		f->status |= STATUS_READY;
		keep(f, offset, 1);
		enter(f, FLASH_STATUS, block);
	} else if (f->mode == FLASH_ERASE) {
		f->status |= STATUS_READY;
		if (value == CONFIRM) {
			memset(f->array + block, 0xff, FLASH_BLOCK);
			keep(f, block, FLASH_BLOCK);
		} else {
			f->status |= STATUS_SEQUENCE;
		}
		enter(f, FLASH_STATUS, block);
	} else {
		command(f, block, value);
	}
}

void flash_write(struct flash *f, uint64_t offset, unsigned int size, uint64_t value)
{
	for (unsigned int i = 0; i < size && offset + i < f->size; i++)
		write_byte(f, offset + i, (uint8_t)(value >> 8 * i));
}
