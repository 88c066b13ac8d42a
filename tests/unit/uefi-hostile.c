// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the disk driver of guest/uefi survives its parent: completions that nobody asked for
 * or of an unknown status [BLK-6] [RING-3], silence [DEV-8], a back end that goes and comes back
 * [DEV-7] or does not, pages that are never given back. Each ends with a message. Does not prove
 * anything about other devices.
 */
/* sources: guest/uefi/an*.c guest/uefi/[b-l]*.c guest/uefi/ma*.c guest/uefi/[n-z]*.c */
#include "uefi-disk.h"

static uint8_t buf[1 << 20];

static EFI_HANDLE begin(void)
{
	rig_init();
	disk_offer(LUCID_BLK_F_FLUSH);
	fw_init();
	return fw_start(LUCID_DEV_BLK, 0);
}

static unsigned int lie_id, lie_status;

static void lie(struct rig_dev *d, unsigned int c)
{
	struct lucid_done done = { .id = lie_id, .status = lie_status };
	struct lucid_blk_req req;

	while (lucid_blk_take(&d->back[c], &req) == 1)
		lucid_tx_push(&d->back[c].tx, &done);
}

static void lies(void **state)
{
	static const struct {
		unsigned int id, status;
		const char *said;
	} cases[] = {
		{ 3, 0, "BAD_ID" }, { 1000, 0, "BAD_ID" }, { 0, 6, "BAD_FIELD" },
	};

	(void)state;
	for (unsigned int i = 0; i < 3; i++) {
		EFI_HANDLE child = begin();
		EFI_BLOCK_IO_PROTOCOL *io = disk_io(child);

		rig.dev[0].serve = lie;
		lie_id = cases[i].id;
		lie_status = cases[i].status;
		assert_int_equal(io->ReadBlocks(io, 1, 0, 512, buf), EFI_DEVICE_ERROR);
		assert_non_null(strstr(rig.said, cases[i].said));
		rig.dev[0].serve = disk_serve;
		assert_int_equal(io->ReadBlocks(io, 1, 0, sizeof(buf), buf), EFI_SUCCESS);
		assert_memory_equal(buf, disk_data, sizeof(buf));
		fw_stop();
	}
}

static void silence(void **state)
{
	EFI_HANDLE child = begin();
	EFI_BLOCK_IO_PROTOCOL *io = disk_io(child);

	(void)state;
	rig.dev[0].silent = true;
	assert_int_equal(io->ReadBlocks(io, 1, 0, 512, buf), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "completes nothing"));
	fw_stop();
	rig_init();
	disk_offer(0);
	rig.deaf = true;
	fw_init();
	assert_int_equal(fw_connect(fw.pci), EFI_SUCCESS);
	assert_int_equal(fw_connect(fw_child(LUCID_DEV_BLK, 0)), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "does not serve it"));
	rig.deaf = false;
	fw_stop();
}

/* What a monitor says of a back end that it does not start again. */
static void give_up(struct rig_dev *d, unsigned int c)
{
	struct lucid_dir_dev *o = &rig.dir->dev[d - rig.dev];

	(void)c;
	d->gone = true;
	d->open = false;
	o->state = LUCID_STATE_FAILED;
}

/* The read in flight fails at once, and so does the next; a disk that is offered again is read. */
static void goes_away(void **state)
{
	EFI_HANDLE child = begin();
	EFI_BLOCK_IO_PROTOCOL *io = disk_io(child);
	uint64_t start;

	(void)state;
	rig.dev[0].serve = give_up;
	start = arch_tsc();
	assert_int_equal(io->ReadBlocks(io, 1, 0, sizeof(buf), buf), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "disk 0 is gone"));
	assert_int_equal(io->ReadBlocks(io, 1, 0, 512, buf), EFI_DEVICE_ERROR);
	assert_true(arch_tsc() - start < 1000 * (uint64_t)lucid_guest.tsc_khz);
	rig.dev[0].serve = disk_serve;
	rig.dev[0].gone = false;
	rig_run();
	assert_int_equal(io->ReadBlocks(io, 1, 0, sizeof(buf), buf), EFI_SUCCESS);
	assert_memory_equal(buf, disk_data, sizeof(buf));
	fw_stop();
}

/* In the middle of a read that takes eight requests, four of them at a time. */
static void comes_back(void **state)
{
	EFI_HANDLE child = begin();
	EFI_BLOCK_IO_PROTOCOL *io = disk_io(child);

	(void)state;
	disk_die_after = 3;
	assert_int_equal(io->ReadBlocks(io, 1, 0, sizeof(buf), buf), EFI_SUCCESS);
	assert_memory_equal(buf, disk_data, sizeof(buf));
	assert_int_equal(rig.dev[0].opened, 2);
	assert_non_null(strstr(rig.said, "disk 0: back"));
	disk_die_after = 1;
	disk_config.sectors -= 8;
	memcpy(rig.dir->dev[0].config, &disk_config, sizeof(disk_config));
	assert_int_equal(io->ReadBlocks(io, 1, 0, 512, buf), EFI_MEDIA_CHANGED);
	assert_int_equal(io->Media->MediaId, 2);
	disk_config.sectors += 8;
	fw_stop();
}

static void never_released(void **state)
{
	EFI_HANDLE child = begin();

	(void)state;
	rig.no_release = true;
	fw.exit->notify(fw.exit, NULL);
	assert_non_null(strstr(rig.said, "does not give back"));
	assert_int_equal(rig.stopped, LUCID_STOP_CRASH);
	(void)child;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lies), cmocka_unit_test(silence), cmocka_unit_test(comes_back),
		cmocka_unit_test(goes_away),
		cmocka_unit_test(never_released),
	};

	return cmocka_run_group_tests_name("uefi-hostile", tests, NULL, NULL);
}
