// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a firmware image or a variable file that is missing, cut off, too long, damaged, of
 * another build or in use is refused with a message that names file and reason, and good ones are
 * not [FW-5]. Does not prove: that the code in them is firmware.
 */
/* sources: hv/vmm/firmware.c hv/vmm/volume.c hv/vmm/image.c hv/vmm/flash.c hv/vmm/partition.c */
/* sources: hv/vmm/spare.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "hv/vmm/firmware.h"
#include "vmm-said.h"

#define VARS	0x84000
#define CODE	(0x400000 - VARS)

static const uint8_t nv_guid[] = {
	0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
	0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50,
};
static const uint8_t store[] = {
	0x78, 0x2c, 0xf3, 0xaa, 0x7b, 0x94, 0x9a, 0x43, 0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3,
	0x77, 0x92, 0xb8, 0xff, 0x03, 0x00, 0x5a, 0xfe,
};
static uint8_t code[CODE], vars[VARS];

static void volume(uint8_t *at, uint64_t length, const uint8_t *guid)
{
	uint16_t sum = 0, header = 0x48;

	memset(at, 0, header);
	memcpy(at + 16, guid, 16);
	memcpy(at + 32, &length, 8);
	memcpy(at + 40, "_FVH", 4);
	memcpy(at + 48, &header, 2);
	for (unsigned int i = 0; i < header; i += 2)
		sum = (uint16_t)(sum + (at[i] | at[i + 1] << 8));
	sum = (uint16_t)-sum;
	memcpy(at + 50, &sum, 2);
}

static void write_file(const char *path, const uint8_t *data, size_t size)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
	fclose(f);
}

static int start(void **state)
{
	(void)state;
	volume(code, 0x300000, store);
	volume(code + 0x300000, CODE - 0x300000, store);
	volume(vars, VARS, nv_guid);
	memcpy(vars + 0x48, store, sizeof(store));
	write_file("fw-code", code, CODE);
	write_file("fw-vars", vars, VARS);
	said[0] = '\0';
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink("fw-code");
	unlink("fw-vars");
	return 0;
}

static void refused(const char *path, const char *nvram, const char *why)
{
	struct firmware fw;

	assert_int_equal(firmware_open(&fw, path, nvram, NULL), -1);
	if (!strstr(said, why))
		fail_msg("said: %s, not: %s", said, why);
	image_close(&fw.vars);
}

static void good(void **state)
{
	struct firmware fw;

	(void)state;
	assert_int_equal(firmware_open(&fw, "fw-code", "fw-vars", NULL), 0);
	assert_string_equal(said, "");
	refused("fw-code", "fw-vars", "--nvram fw-vars: another guest uses it");
	image_close(&fw.vars);
	refused("fw-code", NULL, "--firmware fw-code: it has no variables in it");
}

static void images(void **state)
{
	(void)state;
	refused("fw-none", "fw-vars", "--firmware fw-none: No such file");
	refused("fw-vars", NULL, "only variables");
	write_file("fw-code", code, CODE - 4096);
	refused("fw-code", "fw-vars", "longer than the file");
	write_file("fw-code", code, CODE - 1);
	refused("fw-code", "fw-vars", "not a multiple of 4096");
	write_file("fw-code", code, 0x300000);
	refused("fw-code", "fw-vars", "are both of the same build?");
	code[0x300000 + 20]++;
	write_file("fw-code", code, CODE);
	refused("fw-code", "fw-vars", "at 0x300000: a firmware volume whose checksum is wrong");
	memset(code + 0x300000, 0, 64);
	write_file("fw-code", code, CODE);
	refused("fw-code", "fw-vars", "at 0x300000: not a firmware volume");
}

static void variables(void **state)
{
	(void)state;
	refused("fw-code", "fw-none", "--nvram fw-none: No such file");
	refused("fw-code", "fw-code", "not a volume for variables");
	write_file("fw-vars", vars, VARS / 2);
	refused("fw-code", "fw-vars", "longer than the file");
	vars[0x48 + 20] = 0xff;
	write_file("fw-vars", vars, VARS);
	refused("fw-code", "fw-vars", "not a healthy variable store");
	memset(vars, 0, VARS);
	write_file("fw-vars", vars, VARS);
	refused("fw-code", "fw-vars", "at 0x0: not a firmware volume");
	write_file("fw-vars", vars, 0);
	refused("fw-code", "fw-vars", "--nvram fw-vars: empty");
}

static void option_rom(void **state)
{
	struct firmware fw;

	(void)state;
	assert_int_equal(firmware_open(&fw, "fw-code", "fw-vars", "fw-code"), -1);
	assert_string_equal(said, "--rom fw-code: more than 1 MiB");
	image_close(&fw.vars);
	assert_int_equal(firmware_open(&fw, "fw-code", "fw-vars", "fw-vars"), -1);
	assert_string_equal(said, "--rom fw-vars: not an option ROM");
	image_close(&fw.vars);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(good, start, end),
		cmocka_unit_test_setup_teardown(images, start, end),
		cmocka_unit_test_setup_teardown(variables, start, end),
		cmocka_unit_test_setup_teardown(option_rom, start, end),
	};

	return chdir("/tmp") ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
