// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware that makes room in its variable store first writes what is live to spare blocks, notes
 * that this copy is complete, erases the store and writes the copy back. When it is stopped in that
 * last step, OVMF's next start reads the store before it looks at the note: it would begin without
 * variables. So whoever opens the file writes the copy back; doing that twice does no harm.
 * Source: TianoCore, MdeModulePkg/Include/Guid/{SystemNvDataGuid,FaultTolerantWrite}.h; the spare
 * blocks are the second half of the file, the block before them has the notes.
 */
#include "hv/vmm/spare.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hv/vmm/flash.h"
#include "hv/vmm/log.h"

struct notes {
	uint8_t signature[16];
	uint32_t crc;
	uint8_t state;			/* bits are set by clearing them, here and below */
	uint8_t reserved[3];
	uint64_t size;
} __attribute__((packed));

/* One or more copies; with all of one done, the next one follows behind its records. */
struct note {
	uint8_t state;
	uint8_t pad[3];
	uint8_t caller[16];
	uint8_t pad1[4];
	uint64_t records;
	uint64_t private_size;
} __attribute__((packed));

struct record {
	uint8_t state;
	uint8_t pad[7];
	uint64_t lba;
	uint64_t offset;		/* from the start of the block below */
	uint64_t length;
	int64_t relative;		/* where its first block belongs, from the spare blocks */
} __attribute__((packed));

_Static_assert(sizeof(struct notes) == 32 && sizeof(struct note) == 40 &&
	       sizeof(struct record) == 40, "as TianoCore's compiler lays them out");

#define NOTES_VALID		0x01
#define NOTES_INVALID		0x02
#define NOTE_ALLOCATED		0x01
#define NOTE_COMPLETE		0x04
#define RECORD_SPARE		0x02
#define RECORD_DESTINATION	0x04

static const uint8_t signature[16] = {
	0x2b, 0x29, 0x58, 0x9e, 0x68, 0x7c, 0x7d, 0x49,
	0xa0, 0xce, 0x65, 0x00, 0xfd, 0x9f, 0x1b, 0x95,
};

/* The record of a copy that is complete and not written back; false: there is none. */
static bool find(const uint8_t *block, struct record *r)
{
	struct notes notes;
	struct note note;
	uint64_t at = sizeof(notes);

	memcpy(&notes, block, sizeof(notes));
	if (memcmp(notes.signature, signature, sizeof(signature)) || notes.state & NOTES_VALID ||
	    !(notes.state & NOTES_INVALID))
		return false;
	while (at + sizeof(note) + sizeof(*r) <= FLASH_BLOCK) {
		memcpy(&note, block + at, sizeof(note));
		if (note.state & NOTE_ALLOCATED || note.records != 1 ||
		    note.private_size > FLASH_BLOCK)
			return false;
		memcpy(r, block + at + sizeof(note), sizeof(*r));
		if (note.state & NOTE_COMPLETE)
			return !(r->state & RECORD_SPARE) && r->state & RECORD_DESTINATION;
		at += sizeof(note) + sizeof(*r) + note.private_size;
	}
	return false;
}

static int copy(const struct image *img, uint64_t from, uint64_t to, uint64_t bytes)
{
	uint8_t *data = malloc(bytes);
	int err = -1;

	if (!data)
		log_error("%s %s: no memory for its copy", img->what, img->path);
	else if (!image_read(img, from, data, bytes))
		err = pwrite(img->fd, data, bytes, (off_t)to) == (ssize_t)bytes ?
		      fdatasync(img->fd) : -1;
	if (data && err)
		log_error("%s %s: its copy cannot be written back: %s", img->what, img->path,
			  strerror(errno));
	free(data);
	return err;
}

int spare_restore(const struct image *img)
{
	uint64_t half = img->size / 2, bytes, to;
	uint8_t block[FLASH_BLOCK];
	struct record r;

	if (img->size % (2 * FLASH_BLOCK) || half < 2 * FLASH_BLOCK)
		return 0;
	if (image_read(img, half - FLASH_BLOCK, block, sizeof(block)))
		return -1;
	if (!find(block, &r))
		return 0;
	/* All in front of the notes; whatever else a guest wrote there is left to its firmware. */
	to = half + (uint64_t)r.relative;
	if (to >= half || to % FLASH_BLOCK || r.offset >= half || r.length >= half)
		return 0;
	bytes = (r.offset + r.length + FLASH_BLOCK - 1) / FLASH_BLOCK * FLASH_BLOCK;
	if (!bytes || to + bytes > half - FLASH_BLOCK)
		return 0;
	log_info("%s %s: the firmware was stopped while it wrote its variables: %llu bytes are "
		 "written back from its copy", img->what, img->path, (unsigned long long)bytes);
	return copy(img, half, to, bytes);
}
