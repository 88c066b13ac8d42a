// SPDX-License-Identifier: BSD-2-Clause
/*
 * Component names, in English: of each driver, and of the devices that it has started. One pair of
 * protocols a driver, on the handle of its binding.
 */
#include "guest/uefi/lucid.h"

static EFI_GUID lucid_name_guid = EFI_COMPONENT_NAME_PROTOCOL_GUID;
static EFI_GUID lucid_name2_guid = EFI_COMPONENT_NAME2_PROTOCOL_GUID;
static EFI_GUID lucid_binding_guid = EFI_DRIVER_BINDING_PROTOCOL_GUID;

struct lucid_names {
	EFI_COMPONENT_NAME_PROTOCOL old;	/* languages by ISO 639-2 */
	EFI_COMPONENT_NAME2_PROTOCOL name;	/* by RFC 4646 */
	struct lucid_driver *drv;
};

static struct lucid_names lucid_names[LUCID_DEV_SYSTEM + 1];

static bool lucid_language(const CHAR8 *want, const char *have)
{
	while (*have && *want == (CHAR8)*have) {
		want++;
		have++;
	}
	return !*have;
}

static EFI_STATUS lucid_name_driver(struct lucid_driver *drv, const CHAR8 *language,
				    const char *ours, CHAR16 **name)
{
	if (!language || !name)
		return EFI_INVALID_PARAMETER;
	if (!lucid_language(language, ours))
		return EFI_UNSUPPORTED;
	*name = (CHAR16 *)drv->name;
	return EFI_SUCCESS;
}

/* The device of @handle, if it is one of ours that @drv has started. */
static bool lucid_name_manages(struct lucid_driver *drv, EFI_HANDLE handle)
{
	struct lucid_device *dev;

	if (lucid_bs->HandleProtocol(handle, &lucid_device_guid, (void **)&dev) != EFI_SUCCESS)
		return false;
	return drv->type == LUCID_DEV_NONE || dev->driver == drv;
}

/* The bus names its children, a driver of devices the controller itself. */
static EFI_STATUS lucid_name_controller(struct lucid_driver *drv, EFI_HANDLE handle,
					EFI_HANDLE child, const CHAR8 *language, const char *ours,
					CHAR16 **name)
{
	bool bus = drv->type == LUCID_DEV_NONE;

	if (!handle || !language || !name)
		return EFI_INVALID_PARAMETER;
	if (!lucid_language(language, ours))
		return EFI_UNSUPPORTED;
	if (!bus && child)
		return EFI_UNSUPPORTED;
	if (!bus || child) {
		if (!lucid_name_manages(drv, child ? child : handle))
			return EFI_UNSUPPORTED;
	} else if (!lucid_bus_has(handle)) {
		return EFI_UNSUPPORTED;
	}
	*name = (CHAR16 *)drv->noun;
	return EFI_SUCCESS;
}

static struct lucid_names *lucid_of_old(EFI_COMPONENT_NAME_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_names, old));
}

static struct lucid_names *lucid_of_name(EFI_COMPONENT_NAME2_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_names, name));
}

static EFI_STATUS EFIAPI lucid_old_driver(EFI_COMPONENT_NAME_PROTOCOL *self, CHAR8 *language,
					  CHAR16 **name)
{
	return lucid_name_driver(lucid_of_old(self)->drv, language, "eng", name);
}

static EFI_STATUS EFIAPI lucid_old_controller(EFI_COMPONENT_NAME_PROTOCOL *self,
					      EFI_HANDLE handle, EFI_HANDLE child, CHAR8 *language,
					      CHAR16 **name)
{
	return lucid_name_controller(lucid_of_old(self)->drv, handle, child, language, "eng", name);
}

static EFI_STATUS EFIAPI lucid_new_driver(EFI_COMPONENT_NAME2_PROTOCOL *self, CHAR8 *language,
					  CHAR16 **name)
{
	return lucid_name_driver(lucid_of_name(self)->drv, language, "en", name);
}

static EFI_STATUS EFIAPI lucid_new_controller(EFI_COMPONENT_NAME2_PROTOCOL *self,
					      EFI_HANDLE handle, EFI_HANDLE child, CHAR8 *language,
					      CHAR16 **name)
{
	return lucid_name_controller(lucid_of_name(self)->drv, handle, child, language, "en", name);
}

EFI_STATUS lucid_name_install(struct lucid_driver *drv)
{
	struct lucid_names *names = &lucid_names[drv->type];

	names->drv = drv;
	names->old = (EFI_COMPONENT_NAME_PROTOCOL){
		lucid_old_driver, lucid_old_controller, (CHAR8 *)"eng",
	};
	names->name = (EFI_COMPONENT_NAME2_PROTOCOL){
		lucid_new_driver, lucid_new_controller, (CHAR8 *)"en",
	};
	return lucid_bs->InstallMultipleProtocolInterfaces(
		&drv->binding.DriverBindingHandle, &lucid_binding_guid, &drv->binding,
		&lucid_name_guid, &names->old, &lucid_name2_guid, &names->name, NULL);
}

EFI_STATUS lucid_name_remove(struct lucid_driver *drv)
{
	struct lucid_names *names = &lucid_names[drv->type];

	return lucid_bs->UninstallMultipleProtocolInterfaces(
		drv->binding.DriverBindingHandle, &lucid_binding_guid, &drv->binding,
		&lucid_name_guid, &names->old, &lucid_name2_guid, &names->name, NULL);
}
