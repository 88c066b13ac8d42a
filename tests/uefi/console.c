// SPDX-License-Identifier: GPL-2.0-only
/*
 * The firmware's terminal on our console: a line of text goes there, which the parent looks for.
 * Does not prove: that firmware uses it as its own; that is for its variables to say.
 */
#include "tests/uefi/comply.h"
#include "spec/gen/lucid_abi.h"

static EFI_GUID console_text_guid = EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL_GUID;
static EFI_GUID console_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;

/* Whether a path goes through a Lucid console: behind the vendor's GUID is the type. */
static bool console_ours(EFI_DEVICE_PATH *path)
{
	for (; !IsDevicePathEnd(path); path = NextDevicePathNode(path))
		if (DevicePathType(path) == HARDWARE_DEVICE_PATH &&
		    DevicePathSubType(path) == HW_VENDOR_DP && DevicePathNodeLength(path) == 24 &&
		    ((const UINT8 *)path)[20] == LUCID_DEV_CONSOLE)
			return true;
	return false;
}

void comply_console(void)
{
	static const UINT16 line[] = u"LUCID-UEFI-TERMINAL\r\n";
	EFI_HANDLE *handle = NULL;
	UINTN n = 0, i, found = 0;

	comply_bs->LocateHandleBuffer(ByProtocol, &console_text_guid, NULL, &n, &handle);
	for (i = 0; i < n; i++) {
		SIMPLE_TEXT_OUTPUT_INTERFACE *out;
		EFI_DEVICE_PATH *path;

		if (comply_bs->HandleProtocol(handle[i], &console_path_guid, (void **)&path) !=
		    EFI_SUCCESS || !console_ours(path))
			continue;
		found++;
		comply_bs->HandleProtocol(handle[i], &console_text_guid, (void **)&out);
		comply_is("Terminal: Reset", out->Reset(out, FALSE), EFI_SUCCESS);
		comply_is("Terminal: OutputString", out->OutputString(out, (CHAR16 *)line),
			  EFI_SUCCESS);
	}
	comply_true("there is a terminal on the console", found == 1);
}
