// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of a disk whose back end is killed meanwhile: until the parent has killed it and then
 * written REVIVE_MARK to its second block, the same data is read and compared over and over.
 */
#include "tests/uefi/comply.h"

#define REVIVE_MARK	"LUCID-UEFI-KILLED"
#define REVIVE_BYTES	65536
#define REVIVE_AT	(1024 * 1024)
#define REVIVE_MAX	100000		/* reads; each is some 50,000 instructions */
#define REVIVE_SEED	77

void comply_revive(EFI_BLOCK_IO_PROTOCOL *io)
{
	UINT32 id = io->Media->MediaId, size = io->Media->BlockSize;
	UINT8 *data = comply_alloc(REVIVE_BYTES), *mark = comply_alloc(size);
	EFI_STATUS status;
	UINTN n = 0;

	comply_fill(data, REVIVE_BYTES, REVIVE_SEED);
	status = io->WriteBlocks(io, id, REVIVE_AT / size, REVIVE_BYTES, data);
	comply_is("a pattern to read", status, EFI_SUCCESS);
	comply_print("# reads until the back end is killed\r\n");
	for (; n < REVIVE_MAX && status == EFI_SUCCESS; n++) {
		status = io->ReadBlocks(io, id, REVIVE_AT / size, REVIVE_BYTES, data);
		if (status != EFI_SUCCESS || !comply_filled(data, REVIVE_BYTES, REVIVE_SEED))
			break;
		status = io->ReadBlocks(io, id, 1, size, mark);
		if (!memcmp(mark, REVIVE_MARK, sizeof(REVIVE_MARK) - 1))
			break;
	}
	comply_number("reads while its back end was killed", n);
	comply_is("none of them failed", status, EFI_SUCCESS);
	comply_true("each had the data that was written",
		    comply_filled(data, REVIVE_BYTES, REVIVE_SEED));
	comply_true("the back end was killed meanwhile",
		    !memcmp(mark, REVIVE_MARK, sizeof(REVIVE_MARK) - 1));
}
