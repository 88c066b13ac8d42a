// SPDX-License-Identifier: BSD-2-Clause
/*
 * The option ROM's entry point: installs the bindings of the bus and of the drivers of devices.
 * Nothing is looked for yet: the firmware asks them in its own time.
 */
#include "guest/uefi/lucid.h"

EFI_BOOT_SERVICES *lucid_bs;
EFI_RUNTIME_SERVICES *lucid_rt;
EFI_HANDLE lucid_image;

static struct lucid_driver *const lucid_drivers[] = {
	&lucid_bus_driver, &lucid_blk_driver, &lucid_net_driver, &lucid_console_driver,
	&lucid_rng_driver,
};

#define LUCID_DRIVERS	(sizeof(lucid_drivers) / sizeof(lucid_drivers[0]))

/* Lets go of all devices, if their users do. */
static EFI_STATUS lucid_disconnect(void)
{
	EFI_HANDLE *handle;
	EFI_STATUS status;
	UINTN i, n;

	status = lucid_bs->LocateHandleBuffer(AllHandles, NULL, NULL, &n, &handle);
	if (EFI_ERROR(status))
		return status;
	for (i = 0; i < n && !EFI_ERROR(status); i++)
		if (lucid_bus_has(handle[i]))
			status = lucid_bs->DisconnectController(
				handle[i], lucid_bus_driver.binding.DriverBindingHandle, NULL);
	lucid_bs->FreePool(handle);
	return status;
}

static EFI_STATUS EFIAPI lucid_unload(EFI_HANDLE image)
{
	EFI_STATUS status = lucid_disconnect();
	uint32_t i;

	(void)image;
	for (i = 0; i < LUCID_DRIVERS && !EFI_ERROR(status); i++)
		status = lucid_driver_remove(lucid_drivers[i]);
	return status;
}

/* The first binding is on the image's own handle, each other one on a new handle. */
EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	static EFI_GUID guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
	EFI_LOADED_IMAGE_PROTOCOL *loaded;
	EFI_STATUS status;
	uint32_t i;

	lucid_bs = table->BootServices;
	lucid_rt = table->RuntimeServices;
	lucid_image = image;
	status = lucid_bs->HandleProtocol(image, &guid, (void **)&loaded);
	if (EFI_ERROR(status))
		return status;
	loaded->Unload = lucid_unload;
	for (i = 0; i < LUCID_DRIVERS; i++) {
		status = lucid_driver_install(lucid_drivers[i], i ? NULL : image);
		if (EFI_ERROR(status))
			break;
	}
	if (EFI_ERROR(status))
		while (i--)
			lucid_driver_remove(lucid_drivers[i]);
	return status;
}
