// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the bus driver of guest/uefi binds to nothing where there is no Lucid [ABI-12],
 * passes bad and doubled entries over [DEV-5] [DEV-9], gives devices paths that depend on type and
 * number alone, and at ExitBootServices shares nothing any more [DEV-11]. Does not prove that
 * firmware likes it.
 */
/* sources: guest/uefi/an*.c guest/uefi/[b-l]*.c guest/uefi/ma*.c guest/uefi/[n-z]*.c */
#include "uefi-disk.h"

static void refused(void **state)
{
	EFI_DRIVER_BINDING_PROTOCOL *bus = &lucid_bus_driver.binding;

	(void)state;
	rig_init();
	rig.no_lucid = true;
	fw_init();
	assert_int_equal(bus->Supported(bus, fw.pci, NULL), EFI_UNSUPPORTED);
	rig.no_lucid = false;
	rig.features = LUCID_FEATURE_PARENT;
	assert_int_equal(bus->Supported(bus, fw.pci, NULL), EFI_UNSUPPORTED);
	assert_string_equal(rig.said, "");
	rig.features = 0;
	assert_int_equal(bus->Supported(bus, fw.pci, NULL), EFI_SUCCESS);
	assert_int_equal(bus->Supported(bus, fw.image, NULL), EFI_UNSUPPORTED);
	rig.dir->version++;
	assert_int_equal(fw_connect(fw.pci), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "directory page 0"));
	assert_int_equal(fw.opens, 0);
	rig.dir->version--;
	rig.state[0] = LUCID_PAGE_CHILD;
	assert_int_equal(fw_connect(fw.pci), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "is not lent"));
}

static void entries(void **state)
{
	(void)state;
	rig_init();
	disk_offer(0);
	disk_offer(0);
	disk_offer(0);
	rig.dir->dev[2].id = 2;
	rig.dir->dev[2].port = 0;
	rig.dir->dev[3] = rig.dir->dev[0];
	rig.dir->dev[3].id = 3;
	fw_init();
	assert_int_equal(fw_connect(fw.pci), EFI_SUCCESS);
	assert_non_null(fw_child(LUCID_DEV_BLK, 0));
	assert_null(fw_child(LUCID_DEV_BLK, 2));
	assert_non_null(fw_child(LUCID_DEV_BLK, 3));
	assert_non_null(strstr(rig.said, "is there already"));
	assert_non_null(strstr(rig.said, "bad port 0x0"));
	fw_stop();
}

static void paths(void **state)
{
	static const uint8_t want[] = { 1, 4, 24, 0 }, end[] = { 0x7f, 0xff, 4, 0 };
	const uint8_t *path;

	(void)state;
	rig_init();
	disk_offer(0);
	rig.dir->dev[0].id = 7;
	fw_init();
	assert_int_equal(fw_connect(fw.pci), EFI_SUCCESS);
	path = *fw_find(fw_child(LUCID_DEV_BLK, 7), &fw_path_guid);
	assert_int_equal(path[0], 2);
	path += 12;
	assert_memory_equal(path, want, sizeof(want));
	assert_int_equal(path[20], LUCID_DEV_BLK);
	assert_int_equal(path[22], 7);
	assert_memory_equal(path + 24, end, sizeof(end));
	fw_stop();
}

static void exit_boot_services(void **state)
{
	static uint8_t buf[512];
	EFI_BLOCK_IO_PROTOCOL *io;
	EFI_HANDLE child;

	(void)state;
	rig_init();
	disk_offer(LUCID_BLK_F_FLUSH);
	fw_init();
	child = fw_start(LUCID_DEV_BLK, 0);
	io = disk_io(child);
	assert_int_equal(io->ReadBlocks(io, 1, 0, 512, buf), EFI_SUCCESS);
	assert_true(rig.shares > 1);
	fw.exit->notify(fw.exit, NULL);
	assert_int_equal(rig.shares, 0);
	assert_int_equal(rig.dir->dev[0].state, LUCID_STATE_OFFERED);
	assert_int_equal(rig.dir->dev[0].generation, 2);
	assert_int_equal(rig.answers->magic, 0);
	for (int i = 0; i < LUCID_MAX_PORTS; i++)
		assert_int_equal(rig.bound[i], 0);
	assert_int_equal(io->ReadBlocks(io, 1, 0, 512, buf), EFI_DEVICE_ERROR);
	assert_int_equal(rig.stopped, 0);
	assert_string_equal(rig.said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused), cmocka_unit_test(entries), cmocka_unit_test(paths),
		cmocka_unit_test(exit_boot_services),
	};

	return cmocka_run_group_tests_name("uefi-bus", tests, NULL, NULL);
}
