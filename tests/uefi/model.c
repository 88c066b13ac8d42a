// SPDX-License-Identifier: GPL-2.0-only
/*
 * The UEFI driver model, from the specification's chapter of that name: a disk and then its bus are
 * disconnected and connected again, and work as before. Does not prove: that an image can be
 * unloaded.
 */
#include "tests/uefi/comply.h"

static EFI_GUID model_block_guid = EFI_BLOCK_IO_PROTOCOL_GUID;
static EFI_GUID model_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
static EFI_GUID model_pci_guid = EFI_PCI_IO_PROTOCOL_GUID;

static UINT8 model_path[512];		/* the disk's */
static UINTN model_bytes;

static EFI_BLOCK_IO_PROTOCOL *model_io(EFI_HANDLE handle)
{
	void *io;

	return comply_bs->HandleProtocol(handle, &model_block_guid, &io) == EFI_SUCCESS ? io : NULL;
}

static bool model_reads(EFI_HANDLE handle)
{
	EFI_BLOCK_IO_PROTOCOL *io = model_io(handle);
	UINT8 *data = comply_alloc(4096);

	return io && io->ReadBlocks(io, io->Media->MediaId, 0, io->Media->BlockSize, data) ==
		     EFI_SUCCESS && !memcmp(data, COMPLY_MARK, sizeof(COMPLY_MARK) - 1);
}

/* A copy of the disk's path: the original goes with the disk. */
static void model_keep(EFI_HANDLE handle)
{
	EFI_DEVICE_PATH *node = NULL;
	UINT8 *path;

	comply_bs->HandleProtocol(handle, &model_path_guid, (void **)&path);
	for (node = (void *)path; !IsDevicePathEnd(node); node = NextDevicePathNode(node))
		;
	model_bytes = (UINTN)((UINT8 *)node - path) + END_DEVICE_PATH_LENGTH;
	memcpy(model_path, path, model_bytes);
}

/* The handle that has exactly this path; or the one below which it is, with a protocol. */
static EFI_HANDLE model_find(EFI_GUID *protocol, bool whole)
{
	EFI_DEVICE_PATH *path = (void *)model_path;
	EFI_HANDLE handle = NULL;

	if (comply_bs->LocateDevicePath(protocol, &path, &handle) != EFI_SUCCESS ||
	    (whole && !IsDevicePathEnd(path)))
		return NULL;
	return handle;
}

void comply_model(EFI_HANDLE disk)
{
	EFI_HANDLE bus;

	model_keep(disk);
	comply_is("DisconnectController: a disk",
		  comply_bs->DisconnectController(disk, NULL, NULL), EFI_SUCCESS);
	comply_true("it has no BlockIo any more", !model_io(disk));
	comply_is("ConnectController: the disk",
		  comply_bs->ConnectController(disk, NULL, NULL, TRUE), EFI_SUCCESS);
	comply_true("it can be read again", model_reads(disk));
	bus = model_find(&model_pci_guid, false);
	comply_true("the disk is below a PCI device", bus);
	if (!bus)
		return;
	comply_is("DisconnectController: the bus",
		  comply_bs->DisconnectController(bus, NULL, NULL), EFI_SUCCESS);
	comply_true("there is no disk any more", !model_find(&model_block_guid, true));
	comply_is("ConnectController: the bus",
		  comply_bs->ConnectController(bus, NULL, NULL, TRUE), EFI_SUCCESS);
	disk = model_find(&model_block_guid, true);
	comply_true("a disk has the same path again", disk);
	comply_true("and can be read", disk && model_reads(disk));
}
