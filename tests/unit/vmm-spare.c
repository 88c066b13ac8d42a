// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a copy which firmware had completed is written back over what it had erased or half
 * written [FW-7], that all other notes leave the file as it is, whatever they say, and that doing
 * it again changes nothing. Does not prove: that firmware's notes look like this; the long test
 * uefi-killed does.
 */
/* sources: hv/vmm/spare.c hv/vmm/image.c */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stdio.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/vmm/flash.h"
#include "hv/vmm/spare.h"
#include "vmm-said.h"

#define HALF	(6 * FLASH_BLOCK)
#define SIZE	(2 * HALF)
#define NOTES	(HALF - FLASH_BLOCK)
#define LIVE	(4 * FLASH_BLOCK)

static const uint8_t header[32] = {
	0x2b, 0x29, 0x58, 0x9e, 0x68, 0x7c, 0x7d, 0x49, 0xa0, 0xce, 0x65, 0x00, 0xfd, 0x9f, 0x1b,
	0x95, 0x2c, 0xaf, 0x2c, 0x64, 0xfe, 0xff, 0xff, 0xff, 0xe0, 0x0f,
};
static uint8_t file[SIZE], now[SIZE];
static struct image img = { "--nvram", "vars", -1, SIZE };

static void put64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}

/* A note with one record, at this place behind the header; returns where the next one goes. */
static unsigned int note(unsigned int at, uint8_t state, uint8_t record)
{
	uint8_t *n = file + NOTES + 32 + at;

	n[0] = state;
	put64(n + 24, 1);
	put64(n + 32, 0);
	n[40] = record;
	put64(n + 48, 0);
	put64(n + 56, 0x48);
	put64(n + 64, LIVE - 0x48);
	put64(n + 72, -(uint64_t)HALF);
	return at + 80;
}

/* Blocks of 1 for what is in use, 2 in the copy, and no notes. */
static int begin(void **state)
{
	(void)state;
	memset(file, 0xff, SIZE);
	memset(file, 1, LIVE);
	memset(file + HALF, 2, LIVE);
	memcpy(file + NOTES, header, sizeof(header));
	return 0;
}

static void run(bool restored)
{
	said[0] = '\0';
	img.fd = memfd_create("vars", 0);
	img.size = SIZE;
	assert_int_equal(pwrite(img.fd, file, SIZE, 0), SIZE);
	assert_int_equal(spare_restore(&img), 0);
	if (restored) {
		memset(file, 2, LIVE);
		assert_non_null(strstr(said, "vars: the firmware was stopped while it wrote"));
		assert_int_equal(spare_restore(&img), 0);
	} else {
		assert_string_equal(said, "");
	}
	assert_int_equal(pread(img.fd, now, SIZE, 0), SIZE);
	assert_memory_equal(now, file, SIZE);
	close(img.fd);
}

static void restores(void **state)
{
	note(0, 0xfc, 0xfd);
	run(true);
	/* All of it erased, the volume's header too; behind a note that is done. */
	begin(state);
	memset(file, 0xff, LIVE);
	note(note(0, 0xf8, 0xf9), 0xfc, 0xfd);
	run(true);
}

/* Not begun, half a copy, written back, all done; a block of notes that is not valid. */
static void leaves(void **state)
{
	run(false);
	note(0, 0xfc, 0xff);
	run(false);
	note(0, 0xfc, 0xf9);
	run(false);
	note(0, 0xf8, 0xf9);
	run(false);
	begin(state);
	note(0, 0xfc, 0xfd);
	file[NOTES + 20] = 0xff;
	run(false);
	file[NOTES + 20] = 0xfc;
	run(false);
	file[NOTES + 20] = 0xfe;
	file[NOTES]++;
	run(false);
}

/* What a guest may write there: each of these is left to its firmware. */
static void lies(void **state)
{
	static const struct {
		unsigned int at;
		uint64_t value;
	} lie[] = {
		{ 24, 0 }, { 24, 2 }, { 24, ~0ULL }, { 32, ~0ULL }, { 56, ~0ULL }, { 56, HALF },
		{ 64, ~0ULL }, { 64, HALF }, { 64, 5 * FLASH_BLOCK }, { 72, 0 },
		{ 72, FLASH_BLOCK },
		{ 72, -(uint64_t)HALF + 1 }, { 72, (uint64_t)-2 * FLASH_BLOCK },
		{ 72, -(uint64_t)HALF - FLASH_BLOCK }, { 72, 1ULL << 63 },
	};

	for (unsigned int i = 0; i < sizeof(lie) / sizeof(lie[0]); i++) {
		begin(state);
		note(0, 0xfc, 0xfd);
		put64(file + NOTES + 32 + lie[i].at, lie[i].value);
		run(false);
	}
	/* Notes that are all done, up to the end of their block. */
	begin(state);
	for (unsigned int at = 0; at + 80 <= FLASH_BLOCK - 32;)
		at = note(at, 0xf8, 0xf9);
	run(false);
}

static void sizes(void **state)
{
	note(0, 0xfc, 0xfd);
	img.fd = memfd_create("vars", 0);
	assert_int_equal(pwrite(img.fd, file, SIZE, 0), SIZE);
	for (img.size = 1; img.size < SIZE; img.size += 511)
		assert_int_equal(spare_restore(&img), 0);
	img.size = SIZE + 2 * FLASH_BLOCK;
	assert_int_equal(ftruncate(img.fd, NOTES), 0);
	assert_int_equal(spare_restore(&img), -1);
	assert_non_null(strstr(said, "--nvram vars: read at"));
	close(img.fd);
	/* It cannot be written. */
	(void)state;
	img.fd = memfd_create("vars", MFD_ALLOW_SEALING);
	img.size = SIZE;
	assert_int_equal(pwrite(img.fd, file, SIZE, 0), SIZE);
	assert_int_equal(fcntl(img.fd, F_ADD_SEALS, F_SEAL_WRITE), 0);
	assert_int_equal(spare_restore(&img), -1);
	assert_non_null(strstr(said, "--nvram vars: its copy cannot be written back: "));
	close(img.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(restores, begin), cmocka_unit_test_setup(leaves, begin),
		cmocka_unit_test_setup(lies, begin), cmocka_unit_test_setup(sizes, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
