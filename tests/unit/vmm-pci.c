// SPDX-License-Identifier: GPL-2.0-only
/*
 * [FW-3] Proves that PCI shows the functions that OVMF wants to see and nothing else, that only
 * writable bits can be written, that the ROM's size can be found and the ROM be read where it is
 * placed, and that addresses without anything read as ones. Does not prove: that OVMF places it.
 */
/* sources: hv/vmm/pci.c hv/vmm/hole.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>

#include "hv/vmm/pci.h"

#define ROM_SIZE	0x4000

static uint8_t rom[ROM_SIZE], page[HOLE_PAGES + 1][4096];
static uint64_t lent[HOLE_PAGES + 1];
static unsigned int pages;
static struct hole hole;
static struct pci pci;

int partition_lend(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	(void)p;
	assert_int_equal(size, LUCID_PAGE_SIZE);
	assert_int_equal(rights, LUCID_RIGHT_READ);
	lent[pages++] = gpa;
	return 0;
}

void *partition_map(const struct partition *p, uint64_t gpa, uint64_t size)
{
	(void)p;
	(void)size;
	assert_int_equal(lent[pages - 1], gpa);
	return page[pages - 1];
}

static uint32_t get(uint32_t address, unsigned int size)
{
	pci_out(&pci, 0, 4, 0x80000000 | (address & ~3U));
	return pci_in(&pci, 4 + (address & 3), size);
}

static void put(uint32_t address, unsigned int size, uint32_t value)
{
	pci_out(&pci, 0, 4, 0x80000000 | (address & ~3U));
	pci_out(&pci, 4 + (address & 3), size, value);
}

static int start(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ROM_SIZE; i++)
		rom[i] = (uint8_t)(i >> 12 | 0x50);
	hole = (struct hole){ .rom = rom, .rom_size = ROM_SIZE };
	pages = 0;
	pci_init(&pci, &hole);
	return 0;
}

static void functions(void **state)
{
	unsigned int n = 0;

	(void)state;
	for (uint32_t address = 0; address < 1 << 24; address += 1 << 8)
		n += get(address, 4) != 0xffffffff;
	assert_int_equal(n, PCI_FUNCTIONS);
	assert_int_equal(get(0x0000, 4), 0x12378086);
	assert_int_equal(get(0x0800, 4), 0x70008086);
	assert_int_equal(get(0x080e, 1), 0x80);
	assert_int_equal(get(0x0b00, 4), 0x71138086);
	assert_int_equal(get(0x1000, 4), LUCID_PCI_DEVICE << 16 | LUCID_PCI_VENDOR);
	pci_out(&pci, 0, 4, 0);
	assert_int_equal(pci_in(&pci, 4, 4), 0xffffffff);	/* not enabled */
	assert_int_equal(pci_in(&pci, 7, 2), 0xffffffff);	/* beyond the ports */
}

static void writes(void **state)
{
	(void)state;
	put(0x1000, 4, 0);
	assert_int_equal(get(0x1000, 2), LUCID_PCI_VENDOR);
	put(0x1004, 2, 0xffff);
	assert_int_equal(get(0x1004, 4), 7);
	put(0x1010, 4, 0xffffffff);
	assert_int_equal(get(0x1010, 4), 0);	/* no base address register */
	put(0x0059, 1, 0x30);
	assert_int_equal(get(0x0059, 1), 0x30);
	assert_int_equal(pci_pm_base(&pci), 0);
	put(0x0b40, 4, 0xb001);
	put(0x0b80, 1, 1);
	assert_int_equal(pci_pm_base(&pci), 0xb000);
	assert_int_equal(get(0x0b40, 4), 0xb001);
}

static void reads_rom(void **state)
{
	(void)state;
	put(0x1030, 4, 0xffffffff);
	assert_int_equal(get(0x1030, 4), (uint32_t)-ROM_SIZE | 1);
	put(0x1030, 4, 0x80004001);
	assert_int_equal(hole_touch(&hole, 0x80005008), 0);
	assert_int_equal(page[0][0], 0xff);	/* memory is not decoded yet */
	put(0x1004, 2, 2);
	assert_int_equal(page[0][0], 0x51);
	assert_int_equal(page[0][4095], 0x51);
	assert_int_equal(hole_touch(&hole, 0x80005000), 0);
	assert_int_equal(pages, 1);
	assert_int_equal(hole_touch(&hole, 0x80008000), 0);
	assert_int_equal(page[1][0], 0xff);	/* behind its end */
	put(0x1030, 4, 0x80008001);
	assert_int_equal(page[0][0], 0xff);
	assert_int_equal(page[1][0], 0x50);
	put(0x1030, 4, 0x80008000);
	assert_int_equal(page[1][0], 0xff);
}

static void bounded(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < HOLE_PAGES; i++)
		assert_int_equal(hole_touch(&hole, 0xd0000000 + i * 4096), 0);
	assert_int_equal(hole_touch(&hole, 0xc0000000), -1);
	assert_int_equal(errno, E2BIG);
	assert_int_equal(pages, HOLE_PAGES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(functions, start), cmocka_unit_test_setup(writes, start),
		cmocka_unit_test_setup(reads_rom, start), cmocka_unit_test_setup(bounded, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
