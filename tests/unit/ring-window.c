// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that no (window, offset, length) outside of a window passes, whatever overflows; that
 * a window without the right, an empty segment and a misplaced list do not pass either.
 * Does not prove that the window's pages are the child's: the hypervisor says so.
 */
#include "ring-pair.h"
#include "ring/window.h"

#define OUTSIDE (-LUCID_CLOSE_BAD_ADDRESS)

/* By arithmetic that cannot overflow. */
static int model(const uint64_t *sizes, uint32_t nwin, const struct lucid_seg *s)
{
	if (s->window >= nwin || (unsigned __int128)s->offset + s->len > sizes[s->window])
		return OUTSIDE;
	return 0;
}

static void against_model(void **state)
{
	static const uint64_t edge[] = {
		0, 1, 4095, 4096, 8192, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		0xfffffffffff, 0x8000000000000000, 0xfffffffffffff000, 0xffffffffffffffff,
	};
	const uint32_t n = sizeof(edge) / sizeof(edge[0]);

	(void)state;
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = 0; b < n * 3; b++)
			for (uint32_t c = 0; c < n; c++)
				for (uint32_t w = 0; w < 4; w++) {
					uint64_t sizes[2] = { edge[a], 4096 };
					struct lucid_seg s = {
						.offset = edge[b / 3] + b % 3 - 1,
						.len = (uint32_t)edge[c],
						.window = w == 3 ? 0xffffffff : w,
					};

					assert_int_equal(lucid_window_check(sizes, 2, &s),
							 model(sizes, 2, &s));
				}
}

static void segments(void **state)
{
	struct lucid_windows w = { .bytes = { 8192, 4096 }, .rights = { 3, 1 } };
	struct lucid_seg s[3] = { { 0, 8192, 0 }, { 4095, 1, 1 }, { 0, 4096, 1 } };
	struct lucid_seg list = { 16, 48, 1 };
	uint64_t total;

	(void)state;
	assert_int_equal(lucid_segs_check(&w, s, 3, LUCID_RIGHT_READ, &total), 0);
	assert_int_equal(total, 8192 + 1 + 4096);
	assert_int_equal(lucid_segs_check(&w, s, 2, LUCID_RIGHT_WRITE, &total), OUTSIDE);
	s[2].window = 2;
	assert_int_equal(lucid_segs_check(&w, s, 3, LUCID_RIGHT_READ, &total), OUTSIDE);
	s[1].len = 0;
	assert_int_equal(lucid_seg_check(&w, &s[1], LUCID_RIGHT_READ), -LUCID_CLOSE_BAD_LENGTH);
	assert_int_equal(lucid_list_check(&w, &list, 3), 0);
	assert_int_equal(lucid_list_check(&w, &list, 4), -LUCID_CLOSE_BAD_LENGTH);
	list.offset = 8;
	assert_int_equal(lucid_list_check(&w, &list, 3), OUTSIDE);
	list.offset = 4096 - 32;
	assert_int_equal(lucid_list_check(&w, &list, 3), OUTSIDE);
}

static void answers(void **state)
{
	static const struct { struct lucid_window w; int want; } cases[] = {
		{ { 0x1000, 1, 1 }, 0 }, { { 0x1000, 1, 3 }, 0 }, { { 5, 0, 7 }, 0 },
		{ { LUCID_GPA_LIMIT - 0x1000, 1, 3 }, 0 },
		{ { 0x1001, 1, 3 }, OUTSIDE }, { { LUCID_GPA_LIMIT - 0x1000, 2, 3 }, OUTSIDE },
		{ { LUCID_GPA_LIMIT, 1, 3 }, OUTSIDE }, { { ~0xfffULL, 1, 3 }, OUTSIDE },
		{ { 0, 0xffffffff, 3 }, OUTSIDE },
		{ { 0x1000, 1, 0 }, -LUCID_CLOSE_BAD_FIELD },
		{ { 0x1000, 1, 2 }, -LUCID_CLOSE_BAD_FIELD },
		{ { 0x1000, 1, 7 }, -LUCID_CLOSE_BAD_FIELD },
	};

	(void)state;
	for (size_t i = 0; i < 4 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct lucid_window answer[LUCID_DEV_WINDOWS] = { 0 };
		struct lucid_windows w;

		answer[i % 4] = cases[i / 4].w;
		assert_int_equal(lucid_windows_init(&w, answer), cases[i / 4].want);
		assert_int_equal(w.bytes[(i + 1) % 4], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_model), cmocka_unit_test(segments),
		cmocka_unit_test(answers),
	};

	return cmocka_run_group_tests_name("ring-window", tests, NULL, NULL);
}
