// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a megabyte of BlockIo reads costs, in ticks of the TSC: a figure, not a test.
 */
#include "tests/uefi/comply.h"

#define MEGABYTE	(1024 * 1024)
#define ROUNDS		3

static UINT64 comply_tsc(void)
{
	UINT32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (UINT64)hi << 32 | lo;
}

static void comply_reads(EFI_BLOCK_IO_PROTOCOL *io, UINT8 *data, UINTN bytes, const char *what)
{
	UINT32 id = io->Media->MediaId, size = io->Media->BlockSize;
	UINT64 best = ~0ULL;
	UINTN round, at;

	if ((io->Media->LastBlock + 1) * size < MEGABYTE)
		return;
	for (round = 0; round < ROUNDS; round++) {
		UINT64 start = comply_tsc(), ticks;

		for (at = 0; at < MEGABYTE; at += bytes)
			io->ReadBlocks(io, id, at / size, bytes, data + at);
		ticks = comply_tsc() - start;
		best = ticks < best ? ticks : best;
	}
	comply_number(what, best);
}

void comply_speed(EFI_BLOCK_IO_PROTOCOL *io)
{
	UINT8 *data = comply_alloc(MEGABYTE);

	comply_reads(io, data, MEGABYTE, "ticks of 1 MiB in one read");
	comply_reads(io, data, 65536, "ticks of 1 MiB in reads of 64 KiB");
	comply_reads(io, data, 4096, "ticks of 1 MiB in reads of 4 KiB");
}
