/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk inside: its protocols, its transfers and the pieces that they go in. For the files blk*.c.
 */
#ifndef LUCID_UEFI_BLK_H
#define LUCID_UEFI_BLK_H

#include "guest/uefi/lucid.h"
#include "ring/blk.h"

#define LUCID_BLK_ORDER		2
#define LUCID_BLK_PIECES	(1 << LUCID_BLK_ORDER)
#define LUCID_BLK_PIECE_MAX	(256 * 1024)

/* What a caller asked for, until all of it has been done. */
struct lucid_xfer {
	struct lucid_xfer *next;
	uint8_t op;			/* enum lucid_blk_op: READ, WRITE, FLUSH */
	uint64_t sector;
	uint8_t *data;
	uint64_t bytes;
	uint64_t sent;			/* bytes that are in pieces */
	uint32_t flight;		/* pieces */
	bool flushed;			/* FLUSH has been submitted */
	EFI_STATUS status;
	EFI_BLOCK_IO2_TOKEN *token;	/* NULL: the caller waits, and the memory is his */
};

/* A request of the channel, by its id: a part of the window, and whose data it is for. */
struct lucid_piece {
	struct lucid_xfer *xfer;
	uint8_t *data;
	uint32_t bytes;
};

struct lucid_disk {
	struct lucid_device *dev;
	EFI_BLOCK_IO_PROTOCOL io;
	EFI_BLOCK_IO2_PROTOCOL io2;
	EFI_BLOCK_IO_MEDIA media;
	struct lucid_blk_config config;
	uint64_t features;
	uint32_t piece_bytes;
	struct lucid_piece piece[LUCID_BLK_PIECES];
	struct lucid_xfer *first;	/* not done yet, in the order of the calls */
	EFI_EVENT timer;		/* looks after transfers that nobody waits for */
	bool handed_over;
};

/* ---- blk.c ---- */

/* Connects to what is offered now. EFI_MEDIA_CHANGED: it is another disk than before. */
EFI_STATUS lucid_disk_connect(struct lucid_disk *disk);

/* ---- blk_queue.c ---- */

/* Takes a transfer on; its pieces leave as soon as there is room. */
void lucid_disk_queue(struct lucid_disk *disk, struct lucid_xfer *xfer);

/* Until it is done, with or without success; or, without one, until all are. */
void lucid_disk_finish(struct lucid_disk *disk, const struct lucid_xfer *xfer);

/* Goes on with whatever can go on without waiting. */
void lucid_disk_poll(struct lucid_disk *disk);

/* Ends all transfers. */
void lucid_disk_fail(struct lucid_disk *disk, EFI_STATUS status);

/* ---- blk_io.c ---- */

void lucid_disk_protocols(struct lucid_disk *disk);

#endif
