// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI_BLOCK_IO_PROTOCOL, from the UEFI specification's section of that name: each function with
 * each status that it names. The order of the checks is the specification's too: a call with a
 * wrong media id says so whatever else is wrong. Does not prove: what happens without a medium.
 */
#include "tests/uefi/comply.h"

#define BIG	(1024 * 1024)

static void comply_media(const EFI_BLOCK_IO_MEDIA *media, UINT64 revision)
{
	comply_true("BlockIo: a medium is present", media->MediaPresent);
	comply_true("BlockIo: it is no partition", !media->LogicalPartition);
	comply_true("BlockIo: the block size is a power of two from 512 on",
		    media->BlockSize >= 512 && !(media->BlockSize & (media->BlockSize - 1)));
	comply_true("BlockIo: the alignment is 0, 1 or a power of two",
		    !(media->IoAlign & (media->IoAlign - 1)) || !media->IoAlign);
	comply_true("BlockIo: the revision is one that has logical and physical blocks",
		    revision >= EFI_BLOCK_IO_PROTOCOL_REVISION2);
	comply_true("BlockIo: there is more than one block", media->LastBlock > 0);
}

/* Read and write differ in nothing here. */
static void comply_refusals(EFI_BLOCK_IO_PROTOCOL *io, EFI_BLOCK_READ call, UINT8 *data,
			    const char *verb)
{
	const EFI_BLOCK_IO_MEDIA *media = io->Media;
	UINT32 id = media->MediaId, size = media->BlockSize;
	EFI_LBA last = media->LastBlock;

	comply_print("# ");
	comply_print(verb);
	comply_print("\r\n");
	comply_is("another media id", call(io, id + 1, 0, size, data), EFI_MEDIA_CHANGED);
	comply_is("another media id, bad size", call(io, id + 1, 0, size + 1, data),
		  EFI_MEDIA_CHANGED);
	comply_is("another media id, bad block", call(io, id + 1, last + 1, size, data),
		  EFI_MEDIA_CHANGED);
	comply_is("another media id, no buffer", call(io, id + 1, 0, size, NULL),
		  EFI_MEDIA_CHANGED);
	comply_is("another media id, nothing to do", call(io, id + 1, 0, 0, data),
		  EFI_MEDIA_CHANGED);
	comply_is("a byte more than a block", call(io, id, 0, size + 1, data), EFI_BAD_BUFFER_SIZE);
	comply_is("a byte less than a block", call(io, id, 0, size - 1, data), EFI_BAD_BUFFER_SIZE);
	comply_is("a single byte", call(io, id, 0, 1, data), EFI_BAD_BUFFER_SIZE);
	comply_is("a block behind the last", call(io, id, last + 1, size, data),
		  EFI_INVALID_PARAMETER);
	comply_is("the last block and one more", call(io, id, last, 2 * size, data),
		  EFI_INVALID_PARAMETER);
	comply_is("more than all blocks", call(io, id, 0, (last + 2) * size, data),
		  EFI_INVALID_PARAMETER);
	comply_is("a block number that overflows", call(io, id, ~0ULL, size, data),
		  EFI_INVALID_PARAMETER);
	comply_is("no buffer", call(io, id, 0, size, NULL), EFI_INVALID_PARAMETER);
	comply_is("nothing to do", call(io, id, 0, 0, data), EFI_SUCCESS);
	if (media->IoAlign > 1)
		comply_is("a buffer that is not aligned", call(io, id, 0, size, data + 1),
			  EFI_INVALID_PARAMETER);
}

/* Every length from a block to a megabyte, at both ends, to buffers at every alignment. */
static void comply_data(EFI_BLOCK_IO_PROTOCOL *io, UINT8 *data)
{
	UINT32 id = io->Media->MediaId, size = io->Media->BlockSize;
	UINTN step = io->Media->IoAlign > 1 ? io->Media->IoAlign : 1;
	bool good = true, after = true;
	UINTN bytes;

	for (bytes = size; bytes <= BIG; bytes *= 2) {
		UINT8 *to = data + (step > 8 ? step : bytes / size % 64 * 8);
		EFI_LBA lba = bytes == size ? 1 : io->Media->LastBlock + 1 - bytes / size;

		comply_fill(to, bytes, bytes);
		good &= io->WriteBlocks(io, id, lba, bytes, to) == EFI_SUCCESS;
		memset(to, 0, bytes);
		to[bytes] = 0x5a;
		good &= io->ReadBlocks(io, id, lba, bytes, to) == EFI_SUCCESS;
		good &= comply_filled(to, bytes, bytes);
		after &= to[bytes] == 0x5a;
	}
	comply_true("BlockIo: what was written is read, from one block to a megabyte", good);
	comply_true("BlockIo: nothing behind the buffer is touched", after);
	memset(data, 0, size);
	comply_true("BlockIo: the first block is what it was",
		    io->ReadBlocks(io, id, 0, size, data) == EFI_SUCCESS &&
		    !memcmp(data, COMPLY_MARK, sizeof(COMPLY_MARK) - 1));
}

void comply_block(EFI_BLOCK_IO_PROTOCOL *io)
{
	UINT8 *data = comply_alloc(BIG + 65536);
	UINT32 id = io->Media->MediaId, size = io->Media->BlockSize;

	comply_media(io->Media, io->Revision);
	comply_refusals(io, io->ReadBlocks, data, "BlockIo: ReadBlocks");
	if (io->Media->ReadOnly) {
		comply_is("BlockIo: a write to a read-only disk",
			  io->WriteBlocks(io, id, 0, size, data), EFI_WRITE_PROTECTED);
		comply_is("BlockIo: the same with another media id",
			  io->WriteBlocks(io, id + 1, 0, size, data), EFI_MEDIA_CHANGED);
	} else {
		comply_refusals(io, (EFI_BLOCK_READ)io->WriteBlocks, data, "BlockIo: WriteBlocks");
		comply_data(io, data);
	}
	comply_is("BlockIo: FlushBlocks", io->FlushBlocks(io), EFI_SUCCESS);
	comply_is("BlockIo: Reset", io->Reset(io, FALSE), EFI_SUCCESS);
	comply_is("BlockIo: Reset, thorough", io->Reset(io, TRUE), EFI_SUCCESS);
	comply_true("BlockIo: the medium is the same after a reset", io->Media->MediaId == id);
	comply_is("BlockIo: a read after a reset", io->ReadBlocks(io, id, 0, size, data),
		  EFI_SUCCESS);
}
