// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a disk image of a bad size, of a wrong kind, missing or in use is refused, and that
 * readers may share one. What can be done to an image is vmm-blk.c's.
 */
/* sources: hv/vmm/disk.c hv/vmm/diskfile.c hv/vmm/log.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/disk.h"

static char path[] = "/tmp/vmm-disk-XXXXXX";

/* As one process opens it and another one takes it. */
static int take(struct disk *d, const char *name, bool ro)
{
	int fd[2], err = disk_open(name, name, ro, fd);

	if (err)
		return err;
	err = disk_init(d, name, fd);
	if (!err)
		return 0;
	close(fd[0]);
	close(fd[1]);
	return err;
}

static void drop(struct disk *d)
{
	close(d->fd);
	close(d->direct);
}

static void sizes(void **state)
{
	static const off_t bad[] = { 0, 1, 511, 513, (1 << 20) - 1 };
	static const off_t good[] = { 512, 1024, 1 << 20 };
	struct disk d;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(truncate(path, bad[i]), 0);
		assert_int_equal(take(&d, path, false), -1);
		assert_int_equal(take(&d, path, true), -1);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(truncate(path, good[i]), 0);
		assert_int_equal(take(&d, path, false), 0);
		assert_int_equal(d.size, good[i]);
		assert_int_equal(d.logical, 512);
		drop(&d);
	}
}

static void wrong_files(void **state)
{
	struct disk d;

	(void)state;
	assert_int_equal(take(&d, "/nonexistent", true), -1);
	assert_int_equal(take(&d, "/tmp", true), -1);
	assert_int_equal(take(&d, "/dev/null", false), -1);
}

static void locks(void **state)
{
	struct disk a, b;

	(void)state;
	assert_int_equal(truncate(path, 4096), 0);
	assert_int_equal(take(&a, path, false), 0);
	assert_int_equal(take(&b, path, false), DISK_IN_USE);
	assert_int_equal(take(&b, path, true), DISK_IN_USE);
	drop(&a);
	assert_int_equal(take(&a, path, true), 0);
	assert_int_equal(take(&b, path, true), 0);
	drop(&a);
	drop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes), cmocka_unit_test(wrong_files), cmocka_unit_test(locks),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, NULL) + unlink(path);
}
