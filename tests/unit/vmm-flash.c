// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that flash memory answers what OVMF asks to find it, programs by clearing bits, erases a
 * block at a time, shows its status meanwhile, and has each byte in its file before the guest goes
 * on [FW-4]. Does not prove: that firmware survives a power failure.
 */
/* sources: hv/vmm/flash.c */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/vmm/flash.h"

#define SIZE	(4 * FLASH_BLOCK)

static uint8_t array[SIZE], shown[SIZE], file[SIZE];
static struct flash f;

static void fresh(uint8_t fill)
{
	memset(array, fill, SIZE);
	memset(shown, fill, SIZE);
	if (f.fd > 0)
		close(f.fd);
	flash_init(&f, 0xffc00000, SIZE, array, memfd_create("vars", 0));
	f.shown = shown;
	assert_int_equal(pwrite(f.fd, array, SIZE, 0), SIZE);
}

/* Array, what is shown, and file are the same again. */
static void settled(void)
{
	assert_int_equal(pread(f.fd, file, SIZE, 0), SIZE);
	assert_memory_equal(array, file, SIZE);
	assert_memory_equal(array, shown, SIZE);
}

/* The steps of OVMF's QemuFlashDetected(). */
static void found(void **state)
{
	(void)state;
	fresh(0xaa);
	flash_write(&f, 7, 1, 0x50);
	assert_int_equal(shown[7], 0xaa);	/* not RAM */
	flash_write(&f, 7, 1, 0x70);
	assert_int_equal(shown[7], 0);		/* not ROM, and no error */
	assert_int_equal(shown[FLASH_BLOCK], 0xaa);
	flash_write(&f, 7, 1, 0xff);
	settled();
	flash_write(&f, 0, 1, 0x90);
	assert_int_equal(shown[0], 0x89);
	flash_write(&f, 0, 1, 0xff);
	settled();
}

static void programs(void **state)
{
	(void)state;
	fresh(0xf0);
	for (uint64_t at = FLASH_BLOCK - 2; at < FLASH_BLOCK + 2; at++) {
		flash_write(&f, at, 1, 0x10);
		flash_write(&f, at, 1, 0x3c);
		assert_int_equal(pread(f.fd, file, SIZE, 0), SIZE);
		assert_int_equal(file[at], 0x30);
		assert_int_equal(shown[at], 0x80);
	}
	flash_write(&f, FLASH_BLOCK + 1, 1, 0xff);
	settled();
	assert_int_equal(array[FLASH_BLOCK - 3], 0xf0);
	assert_int_equal(array[FLASH_BLOCK + 1], 0x30);
	assert_int_equal(array[FLASH_BLOCK + 2], 0xf0);
}

static void erases(void **state)
{
	(void)state;
	fresh(0x11);
	flash_write(&f, FLASH_BLOCK + 5, 2, 0xd020);
	assert_int_equal(shown[FLASH_BLOCK + 99], 0x80);
	flash_write(&f, 0, 1, 0xff);
	settled();
	assert_int_equal(array[FLASH_BLOCK - 1], 0x11);
	for (unsigned int i = 0; i < FLASH_BLOCK; i++)
		assert_int_equal(array[FLASH_BLOCK + i], 0xff);
	assert_int_equal(array[2 * FLASH_BLOCK], 0x11);
	/* Without the confirmation nothing is erased, and the status says so till it is cleared. */
	flash_write(&f, 0, 2, 0x0020);
	assert_int_equal(shown[0], 0xb0);
	flash_write(&f, 0, 1, 0x50);
	flash_write(&f, 0, 1, 0x70);
	assert_int_equal(shown[0], 0);
	flash_write(&f, 0, 1, 0xff);
	settled();
	assert_int_equal(array[0], 0x11);
}

/* Behind its end nothing is written; a file that cannot be written shows in the status. */
static void limits(void **state)
{
	(void)state;
	fresh(0xff);
	flash_write(&f, SIZE - 1, 8, 0x0040004000400040);
	flash_write(&f, SIZE - 1, 1, 0x12);
	assert_int_equal(array[SIZE - 1], 0x12);
	close(f.fd);
	f.fd = 12345;
	flash_write(&f, 0, 1, 0x40);
	flash_write(&f, 0, 1, 0x00);
	flash_write(&f, 0, 1, 0x70);
	assert_int_equal(shown[0], 0xb0);
	f.fd = -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found), cmocka_unit_test(programs), cmocka_unit_test(erases),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
