// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what a disk's back end lets pass: each row is a good request with one thing changed,
 * and the answer [BLK-1] [BLK-2] [BLK-3]. Also the typed channel and the front end's look at a
 * completion. Does not prove that the back end uses the copy it checked: read it.
 */
#include "ring-pair.h"
#include "ring/blk.h"

#define ALL (LUCID_BLK_F_FLUSH | LUCID_BLK_F_DISCARD | LUCID_BLK_F_ZEROES | LUCID_BLK_F_INDIRECT)
#define RW .nseg = 1, .seg = { { 0, 4096, 0 } }
#define FIELD (-LUCID_CLOSE_BAD_FIELD)
#define LENGTH (-LUCID_CLOSE_BAD_LENGTH)
#define ADDRESS (-LUCID_CLOSE_BAD_ADDRESS)

/* 1,000 sectors; window 0: 64 KiB read-write, window 1: 4 KiB read-only. */
static const struct lucid_blk_terms disk = {
	.config = { .sectors = 1000, .logical = 512, .physical = 4096, .max_segs = 100,
		    .max_bytes = 32768 },
	.features = ALL,
	.windows = { { 65536, 4096 }, { 3, 1 } },
};

static const struct { int want; uint64_t features; struct lucid_blk_req req; } rows[] = {
	{ 0, 0, { .op = 0, RW } },
	{ 0, 0, { .op = 1, RW } },
	{ 0, 0, { .op = 0, RW, .sector = 992 } },
	{ LUCID_IO_INVALID, 0, { .op = 0, RW, .sector = 993 } },
	{ LUCID_IO_INVALID, 0, { .op = 0, RW, .sector = 0xffffffffffffffff } },
	{ LUCID_IO_INVALID, 0, { .op = 0, .nseg = 1, .seg = { { 0, 4000, 0 } } } },
	{ LUCID_IO_INVALID, 0, { .op = 0, .nseg = 2, .seg = { { 0, 256, 0 }, { 256, 256, 0 } } } },
	{ LUCID_IO_PROTECTED, LUCID_BLK_F_RO, { .op = 1, RW } },
	{ 0, LUCID_BLK_F_RO, { .op = 0, RW } },
	{ 0, 0, { .op = 1, .nseg = 1, .seg = { { 0, 4096, 1 } } } },
	{ ADDRESS, 0, { .op = 0, .nseg = 1, .seg = { { 0, 4096, 1 } } } },
	{ ADDRESS, 0, { .op = 1, .nseg = 1, .seg = { { 61441, 4096, 0 } } } },
	{ ADDRESS, 0, { .op = 1, .nseg = 1, .seg = { { -1ULL, 4096, 0 } } } },
	{ ADDRESS, 0, { .op = 1, .nseg = 1, .seg = { { 0, 512, 2 } } } },
	{ ADDRESS, 0, { .op = 1, .nseg = 2, .seg = { { 0, 512, 0 }, { 0, 512, 9 } } } },
	{ LENGTH, 0, { .op = 0, .nseg = 1, .seg = { { 0, 33280, 0 } } } },
	{ LENGTH, 0, { .op = 0, .nseg = 2, .seg = { { 0, 512, 0 } } } },
	{ LENGTH, 0, { .op = 0, .nseg = 0 } }, { LENGTH, 0, { .op = 0, .nseg = 3 } },
	{ FIELD, 0, { .op = 0, RW, .flags = LUCID_BLK_FUA } },
	{ FIELD, 0, { .op = 1, RW, .flags = 4 } }, { FIELD, 0, { .op = 1, RW, .sectors = 1 } },
	{ FIELD, 0, { .op = 1, RW, .reserved = { 1, 0 } } },
	{ FIELD, 0, { .op = 1, RW, .reserved = { 0, 1 } } },
	{ 0, ALL, { .op = 1, RW, .flags = LUCID_BLK_FUA } },
	{ LUCID_IO_UNSUPPORTED, 0, { .op = 1, RW, .flags = LUCID_BLK_FUA } },
	{ 0, ALL, { .op = 1, .nseg = 100, .flags = 2, .seg = { { 16, 1600, 1 } } } },
	{ LUCID_IO_UNSUPPORTED, 0, { .op = 1, .nseg = 1, .flags = 2, .seg = { { 16, 16, 1 } } } },
	{ LENGTH, ALL, { .op = 1, .nseg = 101, .flags = 2, .seg = { { 16, 1616, 1 } } } },
	{ LENGTH, ALL, { .op = 1, .nseg = 100, .flags = 2, .seg = { { 16, 1599, 1 } } } },
	{ ADDRESS, ALL, { .op = 1, .nseg = 100, .flags = 2, .seg = { { 2500, 1600, 1 } } } },
	{ 0, ALL, { .op = 2 } }, { LUCID_IO_UNSUPPORTED, 0, { .op = 2 } },
	{ LENGTH, ALL, { .op = 2, .nseg = 1 } }, { FIELD, ALL, { .op = 2, .flags = 1 } },
	{ 0, ALL, { .op = 3, .sectors = 1000 } }, { 0, ALL, { .op = 4, .sectors = 1, .flags = 1 } },
	{ LUCID_IO_INVALID, ALL, { .op = 3, .sectors = 1001 } },
	{ LUCID_IO_INVALID, ALL, { .op = 4, .sectors = 0xffffffff, .sector = -1ULL } },
	{ LUCID_IO_UNSUPPORTED, 0, { .op = 3, .sectors = 1 } },
	{ LUCID_IO_PROTECTED, ALL | LUCID_BLK_F_RO, { .op = 4, .sectors = 1 } },
	{ FIELD, ALL, { .op = 3, .sectors = 1, .flags = 1 } }, { LENGTH, ALL, { .op = 3 } },
	{ LUCID_IO_UNSUPPORTED, ALL, { .op = 5 } }, { LUCID_IO_UNSUPPORTED, ALL, { .op = 255 } },
};

static void requests(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lucid_blk_terms terms = disk;

		terms.features = rows[i].features;
		if (lucid_blk_check(&terms, &rows[i].req) != rows[i].want)
			fail_msg("row %zu: %d", i, lucid_blk_check(&terms, &rows[i].req));
	}
}

static void blocks_of_4k(void **state)
{
	struct lucid_blk_terms terms = disk;
	struct lucid_blk_req req = { .op = LUCID_BLK_READ, RW, .sector = 8 };

	(void)state;
	terms.config.logical = 4096;
	assert_int_equal(lucid_blk_check(&terms, &req), 0);
	req.sector = 9;
	assert_int_equal(lucid_blk_check(&terms, &req), LUCID_IO_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests), cmocka_unit_test(blocks_of_4k),
	};

	return cmocka_run_group_tests_name("ring-blk", tests, NULL, NULL);
}
