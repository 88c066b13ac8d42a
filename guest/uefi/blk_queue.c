// SPDX-License-Identifier: BSD-2-Clause
/*
 * A disk's transfers: each goes in pieces through the window, a few at a time, in the order of the
 * calls. When a back end goes and comes back, all that is not done is sent once more. For blk_io.c.
 */
#include "guest/uefi/blk.h"

#define LUCID_BLK_TRIES		3	/* back ends that may fail under one wait */

static struct lucid_chan *lucid_disk_chan(struct lucid_disk *disk)
{
	return &disk->dev->link.chan[0];
}

static uint8_t *lucid_disk_window(struct lucid_disk *disk, uint32_t id)
{
	return disk->dev->link.window.va + (size_t)id * disk->piece_bytes;
}

/* Takes a transfer off the list and tells its owner. */
static void lucid_disk_done(struct lucid_disk *disk, struct lucid_xfer *xfer)
{
	struct lucid_xfer **at = &disk->first;

	while (*at != xfer)
		at = &(*at)->next;
	*at = xfer->next;
	if (!xfer->token)
		return;
	xfer->token->TransactionStatus = xfer->status;
	lucid_bs->SignalEvent(xfer->token->Event);
	lucid_free(xfer);
}

static bool lucid_xfer_sent(const struct lucid_xfer *xfer)
{
	if (EFI_ERROR(xfer->status))
		return true;
	return xfer->op == LUCID_BLK_FLUSH ? xfer->flushed : xfer->sent == xfer->bytes;
}

static EFI_STATUS lucid_disk_status(uint32_t status)
{
	switch (status) {
	case LUCID_IO_OK:
		return EFI_SUCCESS;
	case LUCID_IO_PROTECTED:
		return EFI_WRITE_PROTECTED;
	default:
		return EFI_DEVICE_ERROR;
	}
}

/* Takes all completions: 0, or minus the reason for which the channel was closed. */
static int lucid_disk_reap(struct lucid_disk *disk)
{
	struct lucid_chan *chan = lucid_disk_chan(disk);
	struct lucid_done done;
	int got;

	while ((got = lucid_done_reap(&chan->front, &done)) == 1) {
		struct lucid_piece *piece = &disk->piece[done.id];
		struct lucid_xfer *xfer = piece->xfer;
		EFI_STATUS status = lucid_disk_status(done.status);

		if (EFI_ERROR(status))
			xfer->status = status;
		else if (xfer->op == LUCID_BLK_READ)
			lucid_copy(piece->data, lucid_disk_window(disk, done.id), piece->bytes);
		lucid_front_put(&chan->front, done.id);
		xfer->flight--;
		if (!xfer->flight && lucid_xfer_sent(xfer))
			lucid_disk_done(disk, xfer);
	}
	return got;
}

/* The next piece of a transfer; false: there is no room now. */
static bool lucid_disk_piece(struct lucid_disk *disk, struct lucid_xfer *xfer)
{
	struct lucid_chan *chan = lucid_disk_chan(disk);
	struct lucid_blk_req req = { .op = xfer->op };
	uint64_t left = xfer->bytes - xfer->sent;
	int id = lucid_front_get(&chan->front);
	struct lucid_piece *piece;

	if (id < 0)
		return false;
	piece = &disk->piece[id];
	piece->xfer = xfer;
	piece->data = xfer->data + xfer->sent;
	piece->bytes = left < disk->piece_bytes ? left : disk->piece_bytes;
	req.id = id;
	if (xfer->op == LUCID_BLK_FLUSH) {
		xfer->flushed = true;
	} else {
		req.sector = xfer->sector + xfer->sent / LUCID_SECTOR;
		req.nseg = 1;
		req.seg[0].offset = (uint64_t)id * disk->piece_bytes;
		req.seg[0].len = piece->bytes;
	}
	if (xfer->op == LUCID_BLK_WRITE)
		lucid_copy(lucid_disk_window(disk, id), piece->data, piece->bytes);
	if (lucid_blk_submit(&chan->front, &req)) {
		lucid_front_put(&chan->front, id);
		return false;
	}
	xfer->sent += piece->bytes;
	xfer->flight++;
	return true;
}

/* Submits in order. A flush waits until all before it has been done, if only to end with it. */
static void lucid_disk_submit(struct lucid_disk *disk)
{
	struct lucid_xfer *xfer;

	while ((xfer = disk->first) && !xfer->flight && lucid_xfer_sent(xfer))
		lucid_disk_done(disk, xfer);
	for (xfer = disk->first; xfer; xfer = xfer->next) {
		if (xfer->op == LUCID_BLK_FLUSH && xfer != disk->first)
			break;
		while (!lucid_xfer_sent(xfer))
			if (!lucid_disk_piece(disk, xfer))
				goto full;
	}
full:
	lucid_chan_kick(lucid_disk_chan(disk));
}

void lucid_disk_fail(struct lucid_disk *disk, EFI_STATUS status)
{
	while (disk->first) {
		disk->first->status = status;
		lucid_disk_done(disk, disk->first);
	}
}

/* A new offer, or the parent's word that there will be none for now. */
static bool lucid_disk_decided(void *arg)
{
	struct lucid_device *dev = arg;
	uint32_t generation, state = lucid_dir_state(dev->index, &generation);

	return state == LUCID_STATE_FAILED ||
	       (state == LUCID_STATE_OFFERED && generation != dev->link.offer.generation);
}

/*
 * The link is of no use any more. A parent that broke the protocol is not trusted with the same
 * transfers again; one that only stopped serving may come back.
 */
static bool lucid_disk_recover(struct lucid_disk *disk, int why)
{
	struct lucid_device *dev = disk->dev;
	EFI_STATUS status = EFI_DEVICE_ERROR;
	struct lucid_xfer *xfer;

	lucid_link_close(dev, lucid_link_blame(dev, 0, why));
	if (!why && lucid_wait(lucid_disk_decided, dev, LUCID_PORT_SYSTEM))
		status = lucid_disk_connect(disk);
	if (EFI_ERROR(status)) {
		lucid_say("disk %u is gone", (uint32_t)dev->id);
		lucid_disk_fail(disk, status == EFI_MEDIA_CHANGED ? status : EFI_DEVICE_ERROR);
		return false;
	}
	lucid_say("disk %u: back, with generation %u", (uint32_t)dev->id,
		  dev->link.offer.generation);
	for (xfer = disk->first; xfer; xfer = xfer->next) {
		xfer->sent = 0;
		xfer->flight = 0;
		xfer->flushed = false;
	}
	return true;
}

static bool lucid_disk_ended(struct lucid_disk *disk)
{
	return lucid_chan_peer_closed(lucid_disk_chan(disk)) || lucid_link_lost(disk->dev);
}

/* Whether a look at the channel is worth while; asks for an interrupt if it is not. */
static bool lucid_disk_news(void *arg)
{
	struct lucid_disk *disk = arg;

	return lucid_rx_arm(&lucid_disk_chan(disk)->front.rx) || lucid_disk_ended(disk);
}

void lucid_disk_poll(struct lucid_disk *disk)
{
	int why;

	if (!disk->first)
		return;
	if (disk->handed_over || !disk->dev->link.open) {
		lucid_disk_fail(disk, EFI_DEVICE_ERROR);
		return;
	}
	why = lucid_disk_reap(disk);
	if (why < 0 || (disk->first && lucid_disk_ended(disk))) {
		if (!lucid_disk_recover(disk, why < 0 ? why : 0))
			return;
	}
	lucid_disk_submit(disk);
}

void lucid_disk_queue(struct lucid_disk *disk, struct lucid_xfer *xfer)
{
	struct lucid_xfer **at = &disk->first;

	while (*at)
		at = &(*at)->next;
	*at = xfer;
	lucid_disk_poll(disk);
}

/* Whether a transfer is not done yet; it may have been freed. NULL: any. */
static bool lucid_disk_busy(const struct lucid_disk *disk, const struct lucid_xfer *xfer)
{
	const struct lucid_xfer *at = disk->first;

	while (xfer && at && at != xfer)
		at = at->next;
	return at;
}

void lucid_disk_finish(struct lucid_disk *disk, const struct lucid_xfer *xfer)
{
	uint32_t port = disk->dev->link.offer.port, tries = 0;
	uint32_t generation = disk->dev->link.offer.generation;

	while (lucid_disk_busy(disk, xfer)) {
		if (!lucid_wait(lucid_disk_news, disk, port)) {
			lucid_disk_recover(disk, -LUCID_CLOSE_TIMEOUT);
			return;
		}
		lucid_disk_poll(disk);
		if (generation == disk->dev->link.offer.generation)
			continue;
		generation = disk->dev->link.offer.generation;
		if (++tries == LUCID_BLK_TRIES)
			lucid_disk_fail(disk, EFI_DEVICE_ERROR);
	}
}
