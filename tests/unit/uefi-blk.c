// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the disk driver of guest/uefi moves data of any length to and from a back end that
 * checks each request [BLK-4], with tokens too, answers bad arguments with the status that UEFI
 * names, and gives everything back when it is stopped. Does not prove anything about real firmware.
 */
/* sources: guest/uefi/an*.c guest/uefi/[b-l]*.c guest/uefi/ma*.c guest/uefi/[n-z]*.c */
#include "uefi-disk.h"

static uint8_t buf[DISK_SECTORS * 512];

static EFI_HANDLE begin(uint64_t features)
{
	rig_init();
	disk_offer(features);
	fw_init();
	return fw_start(LUCID_DEV_BLK, 0);
}

static void data(void **state)
{
	EFI_HANDLE child = begin(LUCID_BLK_F_FLUSH);
	EFI_BLOCK_IO_PROTOCOL *io = disk_io(child);

	(void)state;
	assert_int_equal(io->Media->BlockSize, 512);
	assert_int_equal(io->Media->LastBlock, DISK_SECTORS - 1);
	assert_true(io->Media->MediaPresent && io->Media->WriteCaching && !io->Media->ReadOnly);
	for (UINTN bytes = 512; bytes <= sizeof(buf); bytes *= 2) {
		EFI_LBA lba = DISK_SECTORS - bytes / 512;

		memset(buf, 0, sizeof(buf));
		assert_int_equal(io->ReadBlocks(io, 1, lba, bytes, buf), EFI_SUCCESS);
		assert_memory_equal(buf, disk_data + lba * 512, bytes);
		for (UINTN i = 0; i < bytes; i++)
			buf[i] ^= 0x5a;
		assert_int_equal(io->WriteBlocks(io, 1, lba, bytes, buf), EFI_SUCCESS);
		assert_memory_equal(buf, disk_data + lba * 512, bytes);
	}
	assert_int_equal(io->FlushBlocks(io), EFI_SUCCESS);
	assert_int_equal(disk_flushes, 1);
	assert_int_equal(io->Reset(io, TRUE), EFI_SUCCESS);
	fw_stop();
	assert_string_equal(rig.said, "");
}

static void arguments(void **state)
{
	EFI_HANDLE child = begin(LUCID_BLK_F_RO);
	EFI_BLOCK_IO_PROTOCOL *io = disk_io(child);

	(void)state;
	assert_true(io->Media->ReadOnly);
	assert_int_equal(io->ReadBlocks(io, 2, 0, 1, buf), EFI_MEDIA_CHANGED);
	assert_int_equal(io->ReadBlocks(io, 1, 0, 511, buf), EFI_BAD_BUFFER_SIZE);
	assert_int_equal(io->ReadBlocks(io, 1, 0, 512, NULL), EFI_INVALID_PARAMETER);
	assert_int_equal(io->ReadBlocks(io, 1, DISK_SECTORS, 512, buf), EFI_INVALID_PARAMETER);
	assert_int_equal(io->ReadBlocks(io, 1, DISK_SECTORS - 1, 1024, buf), EFI_INVALID_PARAMETER);
	assert_int_equal(io->ReadBlocks(io, 1, ~0ULL, 512, buf), EFI_INVALID_PARAMETER);
	assert_int_equal(io->ReadBlocks(io, 1, 0, 0, buf), EFI_SUCCESS);
	assert_int_equal(io->WriteBlocks(io, 1, 0, 512, buf), EFI_WRITE_PROTECTED);
	assert_int_equal(io->WriteBlocks(io, 2, 0, 512, buf), EFI_MEDIA_CHANGED);
	assert_int_equal(disk_requests, 0);
	fw_stop();
}

static void tokens(void **state)
{
	EFI_HANDLE child = begin(LUCID_BLK_F_FLUSH);
	EFI_BLOCK_IO2_PROTOCOL *io = disk_io2(child);
	struct fw_event event[3] = { 0 };
	EFI_BLOCK_IO2_TOKEN token[3] = { { &event[0], 0 }, { &event[1], 0 }, { &event[2], 0 } };

	(void)state;
	rig.deaf = true;
	assert_int_equal(io->ReadBlocksEx(io, 1, 0, &token[0], sizeof(buf), buf), EFI_SUCCESS);
	assert_int_equal(io->FlushBlocksEx(io, &token[1]), EFI_SUCCESS);
	assert_int_equal(io->ReadBlocksEx(io, 1, 0, &token[2], 0, buf), EFI_SUCCESS);
	assert_int_equal(event[0].signaled + event[1].signaled, 0);
	assert_int_equal(event[2].signaled, 1);
	rig.deaf = false;
	assert_int_equal(io->Reset(io, FALSE), EFI_SUCCESS);
	assert_int_equal(event[0].signaled, 1);
	assert_int_equal(event[1].signaled, 1);
	assert_int_equal(token[0].TransactionStatus, EFI_SUCCESS);
	assert_memory_equal(buf, disk_data, sizeof(buf));
	fw_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data), cmocka_unit_test(arguments), cmocka_unit_test(tokens),
	};

	return cmocka_run_group_tests_name("uefi-blk", tests, NULL, NULL);
}
