// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two disks and a boot order: from disk 0 this application puts the boot option of disk 1 first and
 * resets the machine; from disk 1, where that leads, it says so and powers off. The option was made
 * by firmware in the first start: it works in the second one if the disk's path is the same.
 */
#include "tests/uefi/comply.h"

EFI_SYSTEM_TABLE *comply_st;
EFI_BOOT_SERVICES *comply_bs;

static EFI_GUID order_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
static EFI_GUID order_image_guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
static EFI_GUID order_global = EFI_GLOBAL_VARIABLE;

static UINT16 order_list[64];
static UINT8 order_option[4096];

/* The number of a Lucid disk in a path: what follows the GUID of its last hardware node; or -1. */
static INTN order_disk(const UINT8 *path, UINTN bytes)
{
	const EFI_DEVICE_PATH *node;
	INTN disk = -1;
	UINTN at, n;

	for (at = 0; at + sizeof(*node) <= bytes; at += n) {
		node = (const EFI_DEVICE_PATH *)(path + at);
		n = DevicePathNodeLength(node);
		if (n < sizeof(*node) || IsDevicePathEndType(node))
			break;
		if (DevicePathType(node) == HARDWARE_DEVICE_PATH && n == 24 && at + n <= bytes)
			disk = path[at + 22];
	}
	return disk;
}

/* The disk that a boot option is for. */
static INTN order_of(UINT16 number)
{
	static const char digit[] = "0123456789ABCDEF";
	UINT16 name[9] = { 'B', 'o', 'o', 't' };
	UINTN bytes = sizeof(order_option), at, i;

	for (i = 0; i < 4; i++)
		name[4 + i] = (UINT16)digit[number >> (12 - 4 * i) & 15];
	if (comply_st->RuntimeServices->GetVariable((CHAR16 *)name, &order_global, NULL, &bytes,
						    order_option) != EFI_SUCCESS)
		return -1;
	/* Attributes, length of the path, name, path. */
	for (at = 6; at + 1 < bytes && (order_option[at] || order_option[at + 1]); at += 2)
		;
	return at + 2 < bytes ? order_disk(order_option + at + 2, bytes - at - 2) : -1;
}

static EFI_STATUS order_change(void)
{
	static const UINT16 name[] = { 'B', 'o', 'o', 't', 'O', 'r', 'd', 'e', 'r', 0 };
	EFI_RUNTIME_SERVICES *rt = comply_st->RuntimeServices;
	UINTN bytes = sizeof(order_list), i;
	UINT32 attributes;
	UINT16 first;

	if (rt->GetVariable((CHAR16 *)name, &order_global, &attributes, &bytes, order_list) !=
	    EFI_SUCCESS)
		return EFI_NOT_FOUND;
	for (i = 0; i < bytes / 2 && order_of(order_list[i]) != 1; i++)
		;
	if (i == bytes / 2)
		return EFI_NOT_FOUND;
	first = order_list[i];
	order_list[i] = order_list[0];
	order_list[0] = first;
	return rt->SetVariable((CHAR16 *)name, &order_global, attributes, bytes, order_list);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	EFI_LOADED_IMAGE_PROTOCOL *us;
	UINT8 *path;
	INTN disk;

	comply_st = table;
	comply_bs = table->BootServices;
	comply_bs->HandleProtocol(image, &order_image_guid, (void **)&us);
	comply_bs->HandleProtocol(us->DeviceHandle, &order_path_guid, (void **)&path);
	disk = order_disk(path, 4096);
	comply_number("started from disk", (UINT64)disk);
	if (disk == 1) {
		comply_true("the other disk is the first one now", true);
		table->RuntimeServices->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL);
	}
	comply_is("the boot order is changed", order_change(), EFI_SUCCESS);
	table->RuntimeServices->ResetSystem(EfiResetCold, EFI_SUCCESS, 0, NULL);
	return EFI_SUCCESS;
}
