// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boot options, from the UEFI specification's chapter 'Boot Manager': attributes, length of the
 * path, name, path.
 */
#include "tests/uefi/kept/kept.h"

#define SHORT	0x00a7		/* Boot00A7: only the partition, and the file */
#define WHOLE	0x00a8
#define ACTIVE	1
#define KEEP	(EFI_VARIABLE_NON_VOLATILE | EFI_VARIABLE_BOOTSERVICE_ACCESS | \
		 EFI_VARIABLE_RUNTIME_ACCESS)

static EFI_GUID kept_global = EFI_GLOBAL_VARIABLE;
static EFI_GUID kept_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
static const UINT16 kept_file[] = u"\\EFI\\LUCID\\KEPT.EFI";

static UINT8 kept_option[1024];

static UINTN kept_put(UINTN at, const void *data, UINTN bytes)
{
	memcpy(kept_option + at, data, bytes);
	return at + bytes;
}

static void kept_make(CHAR16 *variable, const UINT16 *name, UINTN chars,
		      const EFI_DEVICE_PATH *from)
{
	UINT32 attributes = ACTIVE;
	EFI_DEVICE_PATH file = { .Type = MEDIA_DEVICE_PATH, .SubType = MEDIA_FILEPATH_DP }, end;
	const UINT8 *path = (const UINT8 *)from;
	UINTN at, start;
	UINT16 bytes;

	while (!IsDevicePathEnd((EFI_DEVICE_PATH *)path))
		path += DevicePathNodeLength((EFI_DEVICE_PATH *)path);
	SetDevicePathNodeLength(&file, sizeof(file) + sizeof(kept_file));
	SetDevicePathEndNode(&end);
	kept_put(0, &attributes, 4);
	start = kept_put(6, name, 2 * chars);
	at = kept_put(start, from, (UINTN)(path - (const UINT8 *)from));
	at = kept_put(at, &file, sizeof(file));
	at = kept_put(at, kept_file, sizeof(kept_file));
	at = kept_put(at, &end, sizeof(end));
	bytes = (UINT16)(at - start);
	kept_put(4, &bytes, 2);
	comply_is("a boot option is made",
		  comply_st->RuntimeServices->SetVariable(variable, &kept_global, KEEP, at,
							  kept_option), EFI_SUCCESS);
}

void kept_options(EFI_HANDLE disk)
{
	static const UINT16 by_part[] = u"Lucid by its partition", by_path[] = u"Lucid by its path";
	EFI_DEVICE_PATH *path, *node;
	UINT16 order[] = { SHORT, WHOLE };

	comply_bs->HandleProtocol(disk, &kept_path_guid, (void **)&path);
	for (node = path; !IsDevicePathEnd(node); node = NextDevicePathNode(node))
		if (DevicePathType(node) == MEDIA_DEVICE_PATH &&
		    DevicePathSubType(node) == MEDIA_HARDDRIVE_DP)
			break;
	comply_true("the disk has partitions", !IsDevicePathEnd(node));
	kept_make((CHAR16 *)u"Boot00A7", by_part, sizeof(by_part) / 2, node);
	kept_make((CHAR16 *)u"Boot00A8", by_path, sizeof(by_path) / 2, path);
	comply_is("the boot order is changed",
		  comply_st->RuntimeServices->SetVariable((CHAR16 *)u"BootOrder", &kept_global,
							  KEEP, sizeof(order), order), EFI_SUCCESS);
}

bool kept_short(void)
{
	UINT16 current = 0;
	UINTN bytes = sizeof(current);

	comply_st->RuntimeServices->GetVariable((CHAR16 *)u"BootCurrent", &kept_global, NULL,
						&bytes, &current);
	return current == SHORT;
}
