// SPDX-License-Identifier: GPL-2.0-only
/*
 * A loader whose variable tells how far it came before the machine was killed: it says what it
 * finds, and writes on until it is killed again. The first time it makes two boot options, both of
 * another file on its disk: by the whole path, as firmware does, and by the partition alone, as
 * efibootmgr does.
 */
#include "tests/uefi/kept/kept.h"

EFI_SYSTEM_TABLE *comply_st;
EFI_BOOT_SERVICES *comply_bs;

#define BYTES	4000

static EFI_GUID kept_image_guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
static EFI_GUID kept_guid = {
	0x7d1c26a0, 0x5e0b, 0x4f43, { 0xb2, 0x9d, 0x4c, 0x55, 0x43, 0x49, 0x44, 0x03 }
};
static CHAR16 *const kept_name = (CHAR16 *)u"LucidStep";

struct kept_step {
	UINT64 number;
	UINT8 data[BYTES];
};

static struct kept_step kept_step;

/* The last step that was written; 0: none. What was half written must never be seen. */
static UINT64 kept_last(void)
{
	UINTN bytes = sizeof(kept_step);
	EFI_STATUS status = comply_st->RuntimeServices->GetVariable(kept_name, &kept_guid, NULL,
								    &bytes, &kept_step);

	if (status == EFI_NOT_FOUND)
		return 0;
	comply_is("the variable can be read", status, EFI_SUCCESS);
	comply_true("it is whole", bytes == sizeof(kept_step) &&
		    comply_filled(kept_step.data, BYTES, kept_step.number));
	return kept_step.number;
}

static EFI_STATUS kept_write(UINT64 number)
{
	kept_step.number = number;
	comply_fill(kept_step.data, BYTES, number);
	return comply_st->RuntimeServices->SetVariable(
		kept_name, &kept_guid, EFI_VARIABLE_NON_VOLATILE | EFI_VARIABLE_BOOTSERVICE_ACCESS,
		sizeof(kept_step), &kept_step);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	EFI_LOADED_IMAGE_PROTOCOL *us;
	EFI_STATUS status = EFI_SUCCESS;
	UINT64 step;

	comply_st = table;
	comply_bs = table->BootServices;
	comply_bs->SetWatchdogTimer(0, 0, 0, NULL);
	comply_bs->HandleProtocol(image, &kept_image_guid, (void **)&us);
	comply_print("\r\n");
	if (kept_short()) {
		comply_print("# started by its partition\r\n");
		return EFI_ABORTED;
	}
	step = kept_last();
	comply_number("step that was kept", step);
	if (!step)
		kept_options(us->DeviceHandle);
	while (status == EFI_SUCCESS) {
		status = kept_write(++step);
		comply_number("step", step);
	}
	comply_is("the variable is written", status, EFI_SUCCESS);
	return status;
}
