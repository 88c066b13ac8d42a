// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that memory which a guest gave back and wants again is asked for 2 MiB at a time, or by
 * the page where that much is not to be had or would not be memory, and what is said when there is
 * something, nothing, or never was any. Does not prove: that the kernel's module gives it.
 */
/* sources: hv/vmm/refill.c */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "hv/vmm/refill.h"

/* In place of partition.c's: what MEM_ADD says to 2 MiB and to a page, and what was asked for. */
static int add_errno[2], donate_errno;
static unsigned int donated;
static uint64_t added, size_added;

int partition_add(const struct partition *p, uint64_t gpa, uint64_t size)
{
	(void)p;
	errno = add_errno[size == LUCID_PAGE_SIZE];
	added = gpa;
	size_added = size;
	return errno ? -1 : 0;
}

int partition_donate(const struct partition *p)
{
	(void)p;
	donated++;
	errno = donate_errno;
	return errno ? -1 : 0;
}

static const struct guest_mem mem = { .low_size = 3 << 20, .high_size = 1 << 20 };

static enum refill ask(uint64_t gpa, int large, int small)
{
	add_errno[0] = large;
	add_errno[1] = small;
	donated = 0;
	return refill(NULL, &mem, gpa);
}

static void sizes(void **state)
{
	(void)state;
	assert_int_equal(ask(0x134567, 0, 0), REFILL_DONE);
	assert_true(donated == 1 && added == 0 && size_added == 2 << 20);
	/* The second 2 MiB are not all memory, nor is what is above 4 GiB. */
	assert_int_equal(ask(0x2fffff, 0, 0), REFILL_DONE);
	assert_true(donated == 1 && added == 0x2ff000 && size_added == LUCID_PAGE_SIZE);
	assert_int_equal(ask(MEM_HIGH + 0x1001, 0, 0), REFILL_DONE);
	assert_true(added == MEM_HIGH + 0x1000 && size_added == LUCID_PAGE_SIZE);
	assert_int_equal(ask(8, EEXIST, 0), REFILL_DONE);
	assert_true(donated == 1 && added == 0 && size_added == LUCID_PAGE_SIZE);
	assert_int_equal(ask(8, ENOMEM, 0), REFILL_DONE);
}

static void refusals(void **state)
{
	(void)state;
	assert_int_equal(ask(8, EEXIST, EEXIST), REFILL_THERE);
	assert_int_equal(donated, 0);
	assert_int_equal(ask(8, EEXIST, ENOMEM), REFILL_FAILED);
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(ask(3 << 20, 0, 0), REFILL_NOT_RAM);
	assert_int_equal(ask(MEM_HIGH - 1, 0, 0), REFILL_NOT_RAM);
	assert_int_equal(ask(MEM_HIGH + (1 << 20), 0, 0), REFILL_NOT_RAM);
	assert_int_equal(ask(UINT64_MAX, 0, 0), REFILL_NOT_RAM);
	donate_errno = EBUSY;
	assert_int_equal(ask(8, 0, 0), REFILL_FAILED);
	assert_int_equal(errno, EBUSY);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sizes), cmocka_unit_test(refusals) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
