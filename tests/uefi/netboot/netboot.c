// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the parent's server gives to the firmware's own PXE or HTTP client: says that it runs and
 * from where, and returns an error, so that firmware goes on with its next boot option.
 */
#include "tests/uefi/comply.h"

EFI_SYSTEM_TABLE *comply_st;
EFI_BOOT_SERVICES *comply_bs;

static EFI_GUID netboot_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
static EFI_GUID netboot_image_guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;

#define MSG_URI	24

/* Whether a path has a messaging node of this kind. */
static bool netboot_has(EFI_DEVICE_PATH *path, UINT8 sub)
{
	for (; !IsDevicePathEnd(path); path = NextDevicePathNode(path))
		if (DevicePathType(path) == MESSAGING_DEVICE_PATH && DevicePathSubType(path) == sub)
			return true;
	return false;
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	EFI_LOADED_IMAGE_PROTOCOL *us;
	EFI_DEVICE_PATH *from = NULL;

	comply_st = table;
	comply_bs = table->BootServices;
	comply_bs->HandleProtocol(image, &netboot_image_guid, (void **)&us);
	comply_bs->HandleProtocol(us->DeviceHandle, &netboot_path_guid, (void **)&from);
	comply_print("\r\n");
	comply_true("the image comes from a network card",
		    from && netboot_has(from, MSG_MAC_ADDR_DP));
	comply_print(from && netboot_has(from, MSG_URI) ? "# by HTTP\r\n" : "# by PXE\r\n");
	return EFI_ABORTED;
}
