// SPDX-License-Identifier: BSD-2-Clause
/*
 * Disks: from an offer to the two block protocols on the device's handle, and back.
 */
#include "guest/uefi/blk.h"

#define LUCID_BLK_FEATURES	(LUCID_BLK_F_RO | LUCID_BLK_F_FLUSH)
#define LUCID_BLK_WINDOW	(LUCID_BLK_PIECES * LUCID_BLK_PIECE_MAX / LUCID_PAGE_SIZE)
#define LUCID_BLK_WINDOW_MIN	16

static EFI_GUID lucid_blk_guid = EFI_BLOCK_IO_PROTOCOL_GUID;
static EFI_GUID lucid_blk2_guid = EFI_BLOCK_IO2_PROTOCOL_GUID;

static void lucid_disk_media(struct lucid_disk *disk)
{
	const struct lucid_blk_config *config = &disk->config;
	EFI_BLOCK_IO_MEDIA *media = &disk->media;

	media->MediaId++;
	media->MediaPresent = config->sectors != 0;
	media->ReadOnly = !!(disk->features & LUCID_BLK_F_RO);
	media->WriteCaching = !!(disk->features & LUCID_BLK_F_FLUSH);
	media->BlockSize = config->logical;
	media->IoAlign = 1;
	media->LastBlock = config->sectors ?
			   config->sectors / (config->logical / LUCID_SECTOR) - 1 : 0;
	media->LogicalBlocksPerPhysicalBlock = config->physical / config->logical;
	media->OptimalTransferLengthGranularity = config->io_opt / config->logical;
}

/* A disk that comes back is the same one if it has the same size, blocks and serial number. */
static bool lucid_disk_same(const struct lucid_disk *disk, const struct lucid_blk_config *config)
{
	return !memcmp(&disk->config, config, sizeof(*config));
}

static EFI_STATUS lucid_disk_open(struct lucid_disk *disk)
{
	struct lucid_plan plan = {
		.features = disk->features,
		.channels = 1,
		.order = LUCID_BLK_ORDER,
		.window_pages = LUCID_BLK_WINDOW,
		.window_min = LUCID_BLK_WINDOW_MIN,
		.sub[0] = sizeof(struct lucid_blk_req),
		.comp[0] = sizeof(struct lucid_done),
	};
	struct lucid_link *link = &disk->dev->link;
	uint32_t bytes;
	EFI_STATUS status;

	if (plan.order > link->offer.max_order)
		plan.order = link->offer.max_order;
	status = lucid_link_open(disk->dev, &plan);
	if (EFI_ERROR(status))
		return status;
	bytes = link->window.pages * LUCID_PAGE_SIZE >> link->order;
	bytes = bytes < LUCID_BLK_PIECE_MAX ? bytes : LUCID_BLK_PIECE_MAX;
	bytes = bytes < disk->config.max_bytes ? bytes : disk->config.max_bytes;
	disk->piece_bytes = bytes / disk->config.logical * disk->config.logical;
	return EFI_SUCCESS;
}

EFI_STATUS lucid_disk_connect(struct lucid_disk *disk)
{
	struct lucid_device *dev = disk->dev;
	struct lucid_blk_config config;
	EFI_STATUS status = lucid_link_offer(dev);
	bool same;

	if (EFI_ERROR(status))
		return status;
	memcpy(&config, dev->link.offer.config, sizeof(config));
	if (lucid_blk_config_check(&config)) {
		lucid_say("disk %u: bad configuration: %x sectors, blocks of %u and %u bytes",
			  (uint32_t)dev->id, config.sectors, config.logical, config.physical);
		lucid_say("disk %u: bad configuration: requests of %u bytes, %u segments",
			  (uint32_t)dev->id, config.max_bytes, config.max_segs);
		return EFI_DEVICE_ERROR;
	}
	same = lucid_disk_same(disk, &config);
	disk->config = config;
	disk->features = dev->link.offer.features & LUCID_BLK_FEATURES;
	if (!same)
		lucid_disk_media(disk);
	status = lucid_disk_open(disk);
	return !EFI_ERROR(status) && !same ? EFI_MEDIA_CHANGED : status;
}

static void EFIAPI lucid_disk_timer(EFI_EVENT event, void *context)
{
	struct lucid_disk *disk = context;

	lucid_disk_poll(disk);
	if (!disk->first)
		lucid_bs->SetTimer(event, TimerCancel, 0);
}

static EFI_STATUS lucid_disk_start(struct lucid_device *dev)
{
	struct lucid_disk *disk = lucid_alloc(sizeof(*disk));
	EFI_STATUS status;

	if (!disk)
		return EFI_OUT_OF_RESOURCES;
	disk->dev = dev;
	lucid_disk_protocols(disk);
	status = lucid_disk_connect(disk);
	if (status != EFI_MEDIA_CHANGED)
		goto no_link;
	status = lucid_bs->CreateEvent(EVT_TIMER | EVT_NOTIFY_SIGNAL, TPL_NOTIFY,
				       lucid_disk_timer, disk, &disk->timer);
	if (EFI_ERROR(status))
		goto no_timer;
	status = lucid_bs->InstallMultipleProtocolInterfaces(
		&dev->handle, &lucid_blk_guid, &disk->io, &lucid_blk2_guid, &disk->io2, NULL);
	if (EFI_ERROR(status))
		goto no_protocols;
	dev->priv = disk;
	return EFI_SUCCESS;

no_protocols:
	lucid_bs->CloseEvent(disk->timer);
no_timer:
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
no_link:
	lucid_free(disk);
	return status;
}

static EFI_STATUS lucid_disk_stop(struct lucid_device *dev)
{
	struct lucid_disk *disk = dev->priv;
	EFI_STATUS status = lucid_bs->UninstallMultipleProtocolInterfaces(
		dev->handle, &lucid_blk_guid, &disk->io, &lucid_blk2_guid, &disk->io2, NULL);

	if (EFI_ERROR(status))
		return status;
	lucid_bs->CloseEvent(disk->timer);
	lucid_disk_finish(disk, NULL);
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	lucid_free(disk);
	return EFI_SUCCESS;
}

static void lucid_disk_hand_over(struct lucid_device *dev)
{
	struct lucid_disk *disk = dev->priv;

	disk->handed_over = true;
}

struct lucid_driver lucid_blk_driver = {
	.binding = LUCID_DEVICE_BINDING,
	.type = LUCID_DEV_BLK,
	.name = (const CHAR16 *)u"Lucid disk driver",
	.noun = (const CHAR16 *)u"Lucid disk",
	.start = lucid_disk_start,
	.stop = lucid_disk_stop,
	.hand_over = lucid_disk_hand_over,
};
