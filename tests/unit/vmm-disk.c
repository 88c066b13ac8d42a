// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk image of a bad size, of a wrong kind, missing or in use is refused, and that
 * readers may share one. What can be done to an image is vmm-blk.c's.
 */
/* sources: hv/vmm/disk.c hv/vmm/log.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/disk.h"

static char path[] = "/tmp/vmm-disk-XXXXXX";

static void sizes(void **state)
{
	static const off_t bad[] = { 0, 1, 511, 513, (1 << 20) - 1 };
	static const off_t good[] = { 512, 1024, 1 << 20 };
	struct disk d;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(truncate(path, bad[i]), 0);
		assert_int_equal(disk_open(&d, path, false), -1);
		assert_int_equal(disk_open(&d, path, true), -1);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(truncate(path, good[i]), 0);
		assert_int_equal(disk_open(&d, path, false), 0);
		assert_int_equal(d.size, good[i]);
		assert_int_equal(d.logical, 512);
		close(d.fd);
	}
}

static void wrong_files(void **state)
{
	struct disk d;

	(void)state;
	assert_int_equal(disk_open(&d, "/nonexistent", true), -1);
	assert_int_equal(disk_open(&d, "/tmp", true), -1);
	assert_int_equal(disk_open(&d, "/dev/null", false), -1);
}

static void locks(void **state)
{
	struct disk a, b;

	(void)state;
	assert_int_equal(truncate(path, 4096), 0);
	assert_int_equal(disk_open(&a, path, false), 0);
	assert_int_equal(disk_open(&b, path, false), -1);
	assert_int_equal(disk_open(&b, path, true), -1);
	close(a.fd);
	assert_int_equal(disk_open(&a, path, true), 0);
	assert_int_equal(disk_open(&b, path, true), 0);
	close(a.fd);
	close(b.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes), cmocka_unit_test(wrong_files), cmocka_unit_test(locks),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, NULL) + unlink(path);
}
