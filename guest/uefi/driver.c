// SPDX-License-Identifier: BSD-2-Clause
/*
 * What all drivers of devices have in common: their bindings. A device is a child handle of the bus
 * with a private protocol, which its driver holds open while it has started it.
 */
#include "guest/uefi/lucid.h"

EFI_GUID lucid_device_guid = {
	0x5f1f9d0a, 0x2c3b, 0x4b8e, { 0x9f, 0x0e, 0x4c, 0x55, 0x43, 0x49, 0x44, 0x02 }
};

/* Opens the private protocol for the driver, if the device is of its type. */
static EFI_STATUS lucid_device_take(struct lucid_driver *drv, EFI_HANDLE handle,
				    struct lucid_device **dev)
{
	EFI_STATUS status = lucid_bs->OpenProtocol(handle, &lucid_device_guid, (void **)dev,
						   drv->binding.DriverBindingHandle, handle,
						   EFI_OPEN_PROTOCOL_BY_DRIVER);

	if (EFI_ERROR(status))
		return status;
	if ((*dev)->type == drv->type)
		return EFI_SUCCESS;
	lucid_bs->CloseProtocol(handle, &lucid_device_guid, drv->binding.DriverBindingHandle,
				handle);
	return EFI_UNSUPPORTED;
}

static void lucid_device_drop(struct lucid_driver *drv, EFI_HANDLE handle)
{
	lucid_bs->CloseProtocol(handle, &lucid_device_guid, drv->binding.DriverBindingHandle,
				handle);
}

EFI_STATUS EFIAPI lucid_device_supported(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
					 EFI_DEVICE_PATH *remaining)
{
	struct lucid_driver *drv = (struct lucid_driver *)self;
	struct lucid_device *dev;
	EFI_STATUS status = lucid_device_take(drv, handle, &dev);

	(void)remaining;
	if (!EFI_ERROR(status))
		lucid_device_drop(drv, handle);
	return status;
}

EFI_STATUS EFIAPI lucid_device_start(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
				     EFI_DEVICE_PATH *remaining)
{
	struct lucid_driver *drv = (struct lucid_driver *)self;
	struct lucid_device *dev;
	EFI_STATUS status = lucid_device_take(drv, handle, &dev);

	(void)remaining;
	if (EFI_ERROR(status))
		return status;
	status = drv->start(dev);
	if (!EFI_ERROR(status)) {
		dev->driver = drv;
		return EFI_SUCCESS;
	}
	lucid_device_drop(drv, handle);
	return status;
}

EFI_STATUS EFIAPI lucid_device_stop(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
				    UINTN children, EFI_HANDLE *child)
{
	struct lucid_driver *drv = (struct lucid_driver *)self;
	struct lucid_device *dev;
	EFI_STATUS status;

	(void)children;
	(void)child;
	status = lucid_bs->HandleProtocol(handle, &lucid_device_guid, (void **)&dev);
	if (EFI_ERROR(status) || dev->driver != drv)
		return EFI_DEVICE_ERROR;
	status = drv->stop(dev);
	if (EFI_ERROR(status))
		return status;
	dev->driver = NULL;
	lucid_device_drop(drv, handle);
	return EFI_SUCCESS;
}

EFI_STATUS lucid_driver_install(struct lucid_driver *drv, EFI_HANDLE handle)
{
	drv->binding.ImageHandle = lucid_image;
	drv->binding.DriverBindingHandle = handle;
	return lucid_name_install(drv);
}

EFI_STATUS lucid_driver_remove(struct lucid_driver *drv)
{
	return drv->binding.DriverBindingHandle ? lucid_name_remove(drv) : EFI_SUCCESS;
}
