// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI_BLOCK_IO2_PROTOCOL, from the UEFI specification's section of that name: the statuses with and
 * without a token, many transfers at a time, a flush behind writes, a reset in the middle. Does not
 * prove: how fast it is.
 */
#include "tests/uefi/comply.h"

#define MANY	16
#define PART	(64 * 1024)

static EFI_BLOCK_IO2_TOKEN comply_token[MANY];

/* Until the event is there, for five seconds at most. */
static bool comply_wait(EFI_EVENT event)
{
	UINTN i;

	for (i = 0; i < 5000; i++) {
		if (comply_bs->CheckEvent(event) == EFI_SUCCESS)
			return true;
		comply_bs->Stall(1000);
	}
	return false;
}

static void comply_tokens(void)
{
	UINTN i;

	for (i = 0; i < MANY; i++) {
		comply_bs->CreateEvent(0, 0, NULL, NULL, &comply_token[i].Event);
		comply_token[i].TransactionStatus = EFI_ABORTED;
	}
}

/* A call that is refused does not signal. */
static void comply_refusals(EFI_BLOCK_IO2_PROTOCOL *io, EFI_BLOCK_READ_EX call,
			    EFI_BLOCK_IO2_TOKEN *token, UINT8 *data, const char *verb)
{
	UINT32 id = io->Media->MediaId, size = io->Media->BlockSize;
	EFI_LBA last = io->Media->LastBlock;

	comply_print("# ");
	comply_print(verb);
	comply_print("\r\n");
	comply_is("another media id", call(io, id + 1, 0, token, size, data), EFI_MEDIA_CHANGED);
	comply_is("another media id, all else wrong", call(io, id + 1, last + 1, token, 1, NULL),
		  EFI_MEDIA_CHANGED);
	comply_is("a byte more than a block", call(io, id, 0, token, size + 1, data),
		  EFI_BAD_BUFFER_SIZE);
	comply_is("a block behind the last", call(io, id, last + 1, token, size, data),
		  EFI_INVALID_PARAMETER);
	comply_is("the last block and one more", call(io, id, last, token, 2 * size, data),
		  EFI_INVALID_PARAMETER);
	comply_is("no buffer", call(io, id, 0, token, size, NULL), EFI_INVALID_PARAMETER);
	if (token)
		comply_true("no refused call has signalled",
			    comply_bs->CheckEvent(token->Event) == EFI_NOT_READY);
	comply_is("nothing to do", call(io, id, 0, token, 0, data), EFI_SUCCESS);
	if (token)
		comply_true("nothing to do: signalled, with success",
			    comply_wait(token->Event) && token->TransactionStatus == EFI_SUCCESS);
}

/* As many at once as there are tokens; a flush comes after all writes before it. */
static void comply_many(EFI_BLOCK_IO2_PROTOCOL *io, UINT8 *data, bool write)
{
	UINT32 id = io->Media->MediaId, blocks = PART / io->Media->BlockSize;
	bool good = true, signalled = true;
	UINTN i;

	for (i = 0; i < MANY; i++) {
		EFI_BLOCK_READ_EX call = write ? (EFI_BLOCK_READ_EX)io->WriteBlocksEx :
						 io->ReadBlocksEx;

		comply_token[i].TransactionStatus = EFI_ABORTED;
		if (write)
			comply_fill(data + i * PART, PART, i);
		good &= call(io, id, 1 + i * blocks, &comply_token[i], PART, data + i * PART) ==
			EFI_SUCCESS;
	}
	for (i = 0; i < MANY; i++) {
		signalled &= comply_wait(comply_token[i].Event);
		good &= comply_token[i].TransactionStatus == EFI_SUCCESS;
		good &= write || comply_filled(data + i * PART, PART, i);
	}
	comply_true(write ? "BlockIo2: writes at the same time are all signalled" :
			    "BlockIo2: reads at the same time are all signalled", signalled);
	comply_true(write ? "BlockIo2: and all have succeeded" :
			    "BlockIo2: and all bring what was written", good);
}

static void comply_reset(EFI_BLOCK_IO2_PROTOCOL *io, UINT8 *data)
{
	UINT32 id = io->Media->MediaId, blocks = PART / io->Media->BlockSize;
	bool signalled = true;
	UINTN i;

	for (i = 0; i < MANY; i++)
		io->ReadBlocksEx(io, id, 1 + i * blocks, &comply_token[i], PART, data + i * PART);
	comply_is("BlockIo2: Reset during transfers", io->Reset(io, FALSE), EFI_SUCCESS);
	for (i = 0; i < MANY; i++)
		signalled &= comply_wait(comply_token[i].Event);
	comply_true("BlockIo2: no transfer is lost by a reset", signalled);
	comply_is("BlockIo2: Reset, thorough", io->Reset(io, TRUE), EFI_SUCCESS);
}

void comply_block2(EFI_BLOCK_IO2_PROTOCOL *io)
{
	UINT8 *data = comply_alloc(MANY * PART);
	EFI_BLOCK_IO2_TOKEN silent = { NULL, EFI_ABORTED };
	UINT32 id = io->Media->MediaId, size = io->Media->BlockSize;

	comply_tokens();
	comply_refusals(io, io->ReadBlocksEx, &comply_token[0], data, "BlockIo2: ReadBlocksEx");
	comply_refusals(io, io->ReadBlocksEx, NULL, data, "BlockIo2: ReadBlocksEx, no token");
	if (io->Media->ReadOnly) {
		comply_is("BlockIo2: a write to a read-only disk",
			  io->WriteBlocksEx(io, id, 0, &comply_token[0], size, data),
			  EFI_WRITE_PROTECTED);
		return;
	}
	comply_refusals(io, (EFI_BLOCK_READ_EX)io->WriteBlocksEx, &comply_token[0], data,
			"BlockIo2: WriteBlocksEx");
	comply_is("BlockIo2: a token without an event is waited for",
		  io->ReadBlocksEx(io, id, 0, &silent, size, data), EFI_SUCCESS);
	comply_true("BlockIo2: its data is there",
		    !memcmp(data, COMPLY_MARK, sizeof(COMPLY_MARK) - 1));
	comply_many(io, data, true);
	comply_is("BlockIo2: FlushBlocksEx", io->FlushBlocksEx(io, &comply_token[0]), EFI_SUCCESS);
	comply_true("BlockIo2: it is signalled, with success",
		    comply_wait(comply_token[0].Event) &&
		    comply_token[0].TransactionStatus == EFI_SUCCESS);
	comply_is("BlockIo2: FlushBlocksEx, no token", io->FlushBlocksEx(io, NULL), EFI_SUCCESS);
	memset(data, 0, MANY * PART);
	comply_many(io, data, false);
	comply_reset(io, data);
}
