// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last suite of all: writes what gcov counted in the modules' sources to .gcda files beside the
 * objects, for tests/kunit/run. This kernel is a process and can do so. It proves nothing.
 */
#include <kunit/test.h>
#include <linux/printk.h>
#include <os.h>

struct gcov_info;

/* Of libgcov, for programs without files. */
void __gcov_info_to_gcda(const struct gcov_info *info, void (*name)(const char *, void *),
			 void (*dump)(const void *, unsigned int, void *),
			 void *(*allocate)(unsigned int, void *), void *arg);

/* Named in what gcc makes; only who has files merges. */
void __gcov_merge_add(s64 *counters, unsigned int n);
void __gcov_merge_add(s64 *counters, unsigned int n)
{
	WARN_ON_ONCE(1);
}

extern const struct gcov_info *const __start_lucid_gcov[];
extern const struct gcov_info *const __stop_lucid_gcov[];

static void coverage_name(const char *name, void *arg)
{
	int *fd = arg;

	if (*fd >= 0)
		os_close_file(*fd);
	*fd = os_open_file(name, of_create(of_trunc(of_write(OPENFLAGS()))), 0644);
}

static void coverage_dump(const void *data, unsigned int bytes, void *arg)
{
	const int *fd = arg;

	if (*fd >= 0 && os_write_file(*fd, data, bytes) != bytes)
		pr_err("coverage: file %d takes no %u bytes\n", *fd, bytes);
}

/* Counters that need memory are not asked for. */
static void *coverage_allocate(unsigned int bytes, void *arg)
{
	return NULL;
}

static void lucid_coverage_write(struct kunit *test)
{
	const struct gcov_info *const *info;
	int fd = -1;

	KUNIT_EXPECT_GT(test, __stop_lucid_gcov - __start_lucid_gcov, 0);
	for (info = __start_lucid_gcov; info < __stop_lucid_gcov; info++)
		__gcov_info_to_gcda(*info, coverage_name, coverage_dump, coverage_allocate, &fd);
	KUNIT_EXPECT_GE(test, fd, 0);
	os_close_file(fd);
}

static struct kunit_case lucid_coverage_cases[] = {
	KUNIT_CASE(lucid_coverage_write),
	{}
};

static struct kunit_suite lucid_coverage_suite = {
	.name = "lucid_coverage",
	.test_cases = lucid_coverage_cases,
};
kunit_test_suite(lucid_coverage_suite);
