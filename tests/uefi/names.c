// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI_COMPONENT_NAME_PROTOCOL and EFI_COMPONENT_NAME2_PROTOCOL, from the UEFI specification's
 * sections of those names, which differ in their language codes alone: each of our drivers has a
 * name, a disk has that of its driver, and each status that is named. Does not prove: other
 * languages than English.
 */
#include "tests/uefi/comply.h"

#define DRIVERS	5	/* bus, disks, network cards, console, entropy */

static EFI_GUID names_old_guid = EFI_COMPONENT_NAME_PROTOCOL_GUID;
static EFI_GUID names_new_guid = EFI_COMPONENT_NAME2_PROTOCOL_GUID;
static EFI_GUID names_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
static EFI_GUID names_pci_guid = EFI_PCI_IO_PROTOCOL_GUID;

static bool names_begins(const CHAR16 *name, const char *with)
{
	while (*with && *name == (CHAR16)*with) {
		name++;
		with++;
	}
	return !*with;
}

/* What all drivers with a name call this controller; the one of ours that has a name for it. */
static EFI_COMPONENT_NAME2_PROTOCOL *names_of(EFI_GUID *guid, char *language, EFI_HANDLE disk,
					      EFI_HANDLE child, const char *want)
{
	EFI_COMPONENT_NAME2_PROTOCOL *found = NULL;
	UINTN n = 0, i, ours = 0, named = 0;
	EFI_HANDLE *handle = NULL;

	comply_bs->LocateHandleBuffer(ByProtocol, guid, NULL, &n, &handle);
	for (i = 0; i < n; i++) {
		EFI_COMPONENT_NAME2_PROTOCOL *of;
		CHAR16 *name;

		comply_bs->HandleProtocol(handle[i], guid, (void **)&of);
		if (of->GetDriverName(of, (CHAR8 *)language, &name) != EFI_SUCCESS ||
		    !names_begins(name, "Lucid "))
			continue;
		ours++;
		if (of->GetControllerName(of, disk, child, (CHAR8 *)language, &name) != EFI_SUCCESS)
			continue;
		named++;
		found = names_begins(name, want) ? of : NULL;
	}
	comply_true("each of our drivers has a name", ours == DRIVERS);
	comply_true(want, named == 1 && found);
	return found;
}

static void names_refusals(EFI_COMPONENT_NAME2_PROTOCOL *of, char *language, EFI_HANDLE disk,
			   EFI_HANDLE bus)
{
	CHAR8 *known = (CHAR8 *)language, *unknown = (CHAR8 *)"xx";
	CHAR16 *name;

	comply_is("GetDriverName: no language", of->GetDriverName(of, NULL, &name),
		  EFI_INVALID_PARAMETER);
	comply_is("GetDriverName: no name", of->GetDriverName(of, known, NULL),
		  EFI_INVALID_PARAMETER);
	comply_is("GetDriverName: unknown language", of->GetDriverName(of, unknown, &name),
		  EFI_UNSUPPORTED);
	comply_is("GetControllerName: no controller",
		  of->GetControllerName(of, NULL, NULL, known, &name), EFI_INVALID_PARAMETER);
	comply_is("GetControllerName: no language",
		  of->GetControllerName(of, disk, NULL, NULL, &name), EFI_INVALID_PARAMETER);
	comply_is("GetControllerName: no name",
		  of->GetControllerName(of, disk, NULL, known, NULL), EFI_INVALID_PARAMETER);
	comply_is("GetControllerName: unknown language",
		  of->GetControllerName(of, disk, NULL, unknown, &name), EFI_UNSUPPORTED);
	comply_is("GetControllerName: a disk has no children",
		  of->GetControllerName(of, disk, disk, known, &name), EFI_UNSUPPORTED);
	comply_is("GetControllerName: another driver's controller",
		  of->GetControllerName(of, bus, NULL, known, &name), EFI_UNSUPPORTED);
}

void comply_names(EFI_HANDLE disk)
{
	EFI_COMPONENT_NAME2_PROTOCOL *of;
	EFI_DEVICE_PATH *path;
	EFI_HANDLE bus = NULL;

	comply_bs->HandleProtocol(disk, &names_path_guid, (void **)&path);
	comply_bs->LocateDevicePath(&names_pci_guid, &path, &bus);
	comply_print("# ComponentName\r\n");
	of = names_of(&names_old_guid, "eng", disk, NULL, "Lucid disk");
	if (of)
		names_refusals(of, "eng", disk, bus);
	comply_print("# ComponentName2\r\n");
	of = names_of(&names_new_guid, "en", disk, NULL, "Lucid disk");
	if (of)
		names_refusals(of, "en", disk, bus);
	names_of(&names_new_guid, "en", bus, NULL, "Lucid device");
	names_of(&names_new_guid, "en", bus, disk, "Lucid device");
}
