// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts an image over HTTP with the firmware's own client: from a disk this application looks for
 * the firmware's HTTP boot over IPv4 and loads whatever its DHCP server names; that is the same
 * application, which then says so and powers off. What firmware does of itself after trying PXE.
 */
#include "tests/uefi/comply.h"

EFI_SYSTEM_TABLE *comply_st;
EFI_BOOT_SERVICES *comply_bs;

static EFI_GUID netboot_load_guid = { 0x56ec3091, 0x954c, 0x11d2,
				      { 0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b } };
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

static EFI_DEVICE_PATH *netboot_path(EFI_HANDLE handle)
{
	EFI_DEVICE_PATH *path;

	if (!handle || comply_bs->HandleProtocol(handle, &netboot_path_guid, (void **)&path) !=
		       EFI_SUCCESS)
		return NULL;
	return path;
}

static void netboot_connect(void)
{
	EFI_HANDLE *handle;
	UINTN i, n = 0;

	comply_bs->LocateHandleBuffer(AllHandles, NULL, NULL, &n, &handle);
	for (i = 0; i < n; i++)
		comply_bs->ConnectController(handle[i], NULL, NULL, TRUE);
}

/* The firmware's HTTP boot over IPv4. */
static EFI_DEVICE_PATH *netboot_find(void)
{
	EFI_HANDLE *handle;
	UINTN i, n = 0;

	comply_bs->LocateHandleBuffer(ByProtocol, &netboot_load_guid, NULL, &n, &handle);
	for (i = 0; i < n; i++) {
		EFI_DEVICE_PATH *path = netboot_path(handle[i]);

		if (path && netboot_has(path, MSG_URI) && netboot_has(path, MSG_IPv4_DP))
			return path;
	}
	return NULL;
}

static void netboot_start(EFI_HANDLE image)
{
	EFI_DEVICE_PATH *path;
	EFI_HANDLE loaded = NULL;
	EFI_STATUS status;

	netboot_connect();
	path = netboot_find();
	comply_true("firmware offers HTTP boot over IPv4", path);
	if (!path)
		return;
	status = comply_bs->LoadImage(TRUE, image, path, NULL, 0, &loaded);
	comply_is("an image is loaded over HTTP", status, EFI_SUCCESS);
	if (status == EFI_SUCCESS)
		comply_bs->StartImage(loaded, NULL, NULL);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	EFI_LOADED_IMAGE_PROTOCOL *us;
	EFI_DEVICE_PATH *from;

	comply_st = table;
	comply_bs = table->BootServices;
	comply_bs->SetWatchdogTimer(0, 0, 0, NULL);
	comply_bs->HandleProtocol(image, &netboot_image_guid, (void **)&us);
	from = netboot_path(us->DeviceHandle);
	if (from && netboot_has(from, MSG_MAC_ADDR_DP)) {
		comply_true("the image from the network runs", true);
	} else {
		comply_print("KTAP version 1\r\n");
		netboot_start(image);
	}
	table->RuntimeServices->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL);
	return EFI_SUCCESS;
}
