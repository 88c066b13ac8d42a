// SPDX-License-Identifier: BSD-2-Clause
/*
 * EFI_BLOCK_IO_PROTOCOL and EFI_BLOCK_IO2_PROTOCOL of a disk: what a call may ask for, in the order
 * in which the UEFI specification wants its statuses. For blk.c.
 */
#include "guest/uefi/blk.h"

#define LUCID_TICK	100000		/* 10 ms, in units of 100 ns */

static struct lucid_disk *lucid_disk_of(EFI_BLOCK_IO_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_disk, io));
}

static struct lucid_disk *lucid_disk_of2(EFI_BLOCK_IO2_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_disk, io2));
}

/* What makes every call useless, whatever its other arguments are. */
static EFI_STATUS lucid_disk_usable(struct lucid_disk *disk)
{
	if (disk->handed_over)
		return EFI_DEVICE_ERROR;
	if (!disk->media.MediaPresent)
		return EFI_NO_MEDIA;
	return EFI_SUCCESS;
}

/* A disk that was lost is looked for again with each call, without waiting. */
static EFI_STATUS lucid_disk_ready(struct lucid_disk *disk)
{
	EFI_STATUS status = lucid_disk_usable(disk);

	if (EFI_ERROR(status) || disk->dev->link.open)
		return status;
	status = lucid_disk_connect(disk);
	return EFI_ERROR(status) && status != EFI_MEDIA_CHANGED ? EFI_DEVICE_ERROR : status;
}

static EFI_STATUS lucid_disk_check(struct lucid_disk *disk, uint32_t id, bool write, EFI_LBA lba,
				   UINTN bytes, const void *data)
{
	const EFI_BLOCK_IO_MEDIA *media = &disk->media;
	EFI_STATUS status = lucid_disk_ready(disk);

	if (EFI_ERROR(status))
		return status;
	if (id != media->MediaId)
		return EFI_MEDIA_CHANGED;
	if (write && media->ReadOnly)
		return EFI_WRITE_PROTECTED;
	if (!data)
		return EFI_INVALID_PARAMETER;
	if (bytes % media->BlockSize)
		return EFI_BAD_BUFFER_SIZE;
	if (lba > media->LastBlock || bytes / media->BlockSize > media->LastBlock - lba + 1)
		return EFI_INVALID_PARAMETER;
	return EFI_SUCCESS;
}

/* Runs one that the caller waits for. At TPL_NOTIFY. */
static EFI_STATUS lucid_disk_run(struct lucid_disk *disk, struct lucid_xfer *xfer)
{
	lucid_disk_queue(disk, xfer);
	lucid_disk_finish(disk, xfer);
	return xfer->status;
}

/* One that will signal its token. */
static EFI_STATUS lucid_disk_begin(struct lucid_disk *disk, const struct lucid_xfer *want)
{
	struct lucid_xfer *xfer = lucid_alloc(sizeof(*xfer));

	if (!xfer)
		return EFI_OUT_OF_RESOURCES;
	*xfer = *want;
	xfer->token->TransactionStatus = EFI_NOT_READY;
	lucid_disk_queue(disk, xfer);
	if (disk->first)
		lucid_bs->SetTimer(disk->timer, TimerPeriodic, LUCID_TICK);
	return EFI_SUCCESS;
}

static bool lucid_token_used(const EFI_BLOCK_IO2_TOKEN *token)
{
	return token && token->Event;
}

static EFI_STATUS lucid_disk_transfer(struct lucid_disk *disk, uint8_t op, uint32_t id, EFI_LBA lba,
				      EFI_BLOCK_IO2_TOKEN *token, UINTN bytes, void *data)
{
	struct lucid_xfer xfer = { .op = op, .data = data, .bytes = bytes };
	EFI_TPL tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	EFI_STATUS status = lucid_disk_check(disk, id, op == LUCID_BLK_WRITE, lba, bytes, data);

	xfer.sector = lba * (disk->media.BlockSize / LUCID_SECTOR);
	if (!EFI_ERROR(status) && lucid_token_used(token)) {
		xfer.token = token;
		if (bytes) {
			status = lucid_disk_begin(disk, &xfer);
		} else {
			token->TransactionStatus = EFI_SUCCESS;
			lucid_bs->SignalEvent(token->Event);
		}
	} else if (!EFI_ERROR(status) && bytes) {
		status = lucid_disk_run(disk, &xfer);
	}
	lucid_bs->RestoreTPL(tpl);
	return status;
}

static EFI_STATUS lucid_disk_flush(struct lucid_disk *disk, EFI_BLOCK_IO2_TOKEN *token)
{
	struct lucid_xfer xfer = { .op = LUCID_BLK_FLUSH };
	EFI_TPL tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	EFI_STATUS status = lucid_disk_ready(disk);

	/* Without a cache, or writes, there is still what was begun before. */
	if (!disk->media.WriteCaching || disk->media.ReadOnly)
		xfer.op = LUCID_BLK_READ;
	if (!EFI_ERROR(status) && lucid_token_used(token)) {
		xfer.token = token;
		status = lucid_disk_begin(disk, &xfer);
	} else if (!EFI_ERROR(status)) {
		status = lucid_disk_run(disk, &xfer);
	}
	lucid_bs->RestoreTPL(tpl);
	return status;
}

/* Lets all that was begun come to its end, and connects again if that is what it takes. */
static EFI_STATUS lucid_disk_reset(struct lucid_disk *disk)
{
	EFI_TPL tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	EFI_STATUS status = disk->handed_over ? EFI_DEVICE_ERROR : EFI_SUCCESS;

	if (!EFI_ERROR(status))
		lucid_disk_finish(disk, NULL);
	if (!EFI_ERROR(status) && lucid_link_lost(disk->dev)) {
		lucid_link_close(disk->dev, LUCID_CLOSE_NORMAL);
		status = lucid_disk_connect(disk);
		if (EFI_ERROR(status) && status != EFI_MEDIA_CHANGED)
			status = EFI_DEVICE_ERROR;
		else
			status = EFI_SUCCESS;
	}
	lucid_bs->RestoreTPL(tpl);
	return status;
}

static EFI_STATUS EFIAPI lucid_io_reset(EFI_BLOCK_IO_PROTOCOL *self, BOOLEAN extended)
{
	(void)extended;
	return lucid_disk_reset(lucid_disk_of(self));
}

static EFI_STATUS EFIAPI lucid_io_read(EFI_BLOCK_IO_PROTOCOL *self, UINT32 id, EFI_LBA lba,
				       UINTN bytes, void *data)
{
	return lucid_disk_transfer(lucid_disk_of(self), LUCID_BLK_READ, id, lba, NULL, bytes, data);
}

static EFI_STATUS EFIAPI lucid_io_write(EFI_BLOCK_IO_PROTOCOL *self, UINT32 id, EFI_LBA lba,
					UINTN bytes, void *data)
{
	return lucid_disk_transfer(lucid_disk_of(self), LUCID_BLK_WRITE, id, lba, NULL, bytes,
				   data);
}

static EFI_STATUS EFIAPI lucid_io_flush(EFI_BLOCK_IO_PROTOCOL *self)
{
	return lucid_disk_flush(lucid_disk_of(self), NULL);
}

static EFI_STATUS EFIAPI lucid_io2_reset(EFI_BLOCK_IO2_PROTOCOL *self, BOOLEAN extended)
{
	(void)extended;
	return lucid_disk_reset(lucid_disk_of2(self));
}

static EFI_STATUS EFIAPI lucid_io2_read(EFI_BLOCK_IO2_PROTOCOL *self, UINT32 id, EFI_LBA lba,
					EFI_BLOCK_IO2_TOKEN *token, UINTN bytes, void *data)
{
	return lucid_disk_transfer(lucid_disk_of2(self), LUCID_BLK_READ, id, lba, token, bytes,
				   data);
}

static EFI_STATUS EFIAPI lucid_io2_write(EFI_BLOCK_IO2_PROTOCOL *self, UINT32 id, EFI_LBA lba,
					 EFI_BLOCK_IO2_TOKEN *token, UINTN bytes, void *data)
{
	return lucid_disk_transfer(lucid_disk_of2(self), LUCID_BLK_WRITE, id, lba, token, bytes,
				   data);
}

static EFI_STATUS EFIAPI lucid_io2_flush(EFI_BLOCK_IO2_PROTOCOL *self, EFI_BLOCK_IO2_TOKEN *token)
{
	return lucid_disk_flush(lucid_disk_of2(self), token);
}

void lucid_disk_protocols(struct lucid_disk *disk)
{
	disk->io = (EFI_BLOCK_IO_PROTOCOL){
		.Revision = EFI_BLOCK_IO_PROTOCOL_REVISION3,
		.Media = &disk->media,
		.Reset = lucid_io_reset,
		.ReadBlocks = lucid_io_read,
		.WriteBlocks = lucid_io_write,
		.FlushBlocks = lucid_io_flush,
	};
	disk->io2 = (EFI_BLOCK_IO2_PROTOCOL){
		.Media = &disk->media,
		.Reset = lucid_io2_reset,
		.ReadBlocksEx = lucid_io2_read,
		.WriteBlocksEx = lucid_io2_write,
		.FlushBlocksEx = lucid_io2_flush,
	};
}
