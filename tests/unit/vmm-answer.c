// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a child's answer to an offer is refused when any of its fields is out of range
 * [DEV-1] [DEV-6], and which step of a device's life follows from each pair of states [DEV-2]
 * [DEV-3] [DEV-4].
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/partition.c */
/* sources: hv/vmm/log.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "hv/vmm/directory.h"

static const struct device_kind kind = {
	.name = "test", .unit = 2, .sub_slot = { 16, 64 }, .comp_slot = { 16, 16 }, .required = 1,
};

static struct device dev = {
	.kind = &kind, .offer = { .features = 3, .channels = 4, .max_order = 7 },
};

static struct lucid_answer answer;
static struct lucid_windows windows;

static void reset(void)
{
	answer = (struct lucid_answer){
		.features = 1, .channels = 2, .order = 7, .sub_stride = 3 * LUCID_PAGE_SIZE,
		.sub_gpa = 0x100000,
		.window[2] = { .gpa = 0x200000, .pages = 16, .rights = 3 },
	};
}

static void good(void **state)
{
	(void)state;
	reset();
	assert_int_equal(answer_check(&dev, &answer, &windows), 0);
	assert_int_equal(windows.bytes[2], 16 * LUCID_PAGE_SIZE);
}

#define REFUSES(field, value, reason) do { \
	reset(); \
	answer.field = value; \
	assert_int_equal(answer_check(&dev, &answer, &windows), -LUCID_CLOSE_##reason); \
} while (0)

static void bad(void **state)
{
	(void)state;
	REFUSES(features, 5, BAD_FIELD);		/* not offered */
	REFUSES(features, 2, BAD_FIELD);		/* without the required one */
	REFUSES(channels, 0, BAD_FIELD);
	REFUSES(channels, 3, BAD_FIELD);		/* they come in pairs */
	REFUSES(channels, 6, BAD_FIELD);
	REFUSES(order, 0, BAD_FIELD);
	REFUSES(order, 8, BAD_FIELD);
	REFUSES(sub_stride, 2 * LUCID_PAGE_SIZE, BAD_LENGTH);
	REFUSES(sub_stride, 3 * LUCID_PAGE_SIZE + 64, BAD_LENGTH);
	REFUSES(sub_gpa, 0x100001, BAD_ADDRESS);
	REFUSES(sub_gpa, LUCID_GPA_LIMIT - LUCID_PAGE_SIZE, BAD_ADDRESS);
	REFUSES(sub_gpa, UINT64_MAX - LUCID_PAGE_SIZE + 1, BAD_ADDRESS);
	REFUSES(window[2].gpa, 0x200010, BAD_ADDRESS);
	REFUSES(window[2].pages, UINT32_MAX, BAD_ADDRESS);
	REFUSES(window[2].rights, 7, BAD_FIELD);
	REFUSES(reserved[6], 1, BAD_FIELD);
}

static enum dir_step step(uint32_t ours, uint32_t reason, uint32_t theirs, uint32_t generation)
{
	struct lucid_dir_dev offer = { .state = ours, .generation = 5 };

	return directory_step(&offer, reason, theirs, generation);
}

static void steps(void **state)
{
	(void)state;
	assert_int_equal(step(LUCID_STATE_OFFERED, 0, LUCID_STATE_CLOSED, 0), DIR_NOTHING);
	assert_int_equal(step(LUCID_STATE_OFFERED, 0, LUCID_STATE_READY, 4), DIR_NOTHING);
	assert_int_equal(step(LUCID_STATE_OFFERED, 0, LUCID_STATE_READY, 5), DIR_OPEN);
	assert_int_equal(step(LUCID_STATE_READY, 0, LUCID_STATE_READY, 5), DIR_NOTHING);
	assert_int_equal(step(LUCID_STATE_READY, 1, LUCID_STATE_READY, 5), DIR_NOTHING);
	assert_int_equal(step(LUCID_STATE_READY, 4, LUCID_STATE_READY, 5), DIR_FAIL);
	assert_int_equal(step(LUCID_STATE_READY, 0, LUCID_STATE_READY, 6), DIR_CLOSE);
	assert_int_equal(step(LUCID_STATE_READY, 0, LUCID_STATE_CLOSED, 5), DIR_CLOSE);
	assert_int_equal(step(LUCID_STATE_READY, 0, LUCID_STATE_FAILED, 5), DIR_CLOSE);
	assert_int_equal(step(LUCID_STATE_FAILED, 0, LUCID_STATE_READY, 5), DIR_NOTHING);
	assert_int_equal(step(LUCID_STATE_FAILED, 0, LUCID_STATE_CLOSED, 5), DIR_CLOSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good), cmocka_unit_test(bad), cmocka_unit_test(steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
