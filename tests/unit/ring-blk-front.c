// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what a disk's front end lets pass: the configuration it is offered, and the
 * completions it gets [BLK-5] [BLK-6]; a bad one closes the channel. Also the segments of an
 * indirect request. Does not prove anything about data.
 */
#include "ring-pair.h"
#include "ring/blk.h"

static const struct lucid_blk_config good = {
	.sectors = 8, .logical = 4096, .physical = 4096, .max_segs = 256, .max_bytes = 1 << 20,
};

#define REFUSED(field, value) do { \
	struct lucid_blk_config c = good; \
	c.field = (value); \
	assert_int_equal(lucid_blk_config_check(&c), -LUCID_CLOSE_BAD_FIELD); \
} while (0)

static void config(void **state)
{
	(void)state;
	assert_int_equal(lucid_blk_config_check(&good), 0);
	REFUSED(logical, 0);
	REFUSED(logical, 1024);
	REFUSED(physical, 512);
	REFUSED(physical, 12288);
	REFUSED(sectors, 7);
	REFUSED(sectors, 1ULL << 55);
	REFUSED(io_min, 512);
	REFUSED(io_opt, 1);
	REFUSED(discard, 2048);
	REFUSED(max_segs, 0);
	REFUSED(max_segs, 257);
	REFUSED(max_bytes, 6000);
	REFUSED(reserved, 1);
}

static void completions(void **state)
{
	static struct pair p;
	struct lucid_done done;

	(void)state;
	for (uint32_t status = 0; status < 9; status++) {
		struct lucid_blk_req req = { .op = LUCID_BLK_FLUSH };
		bool ok = status <= LUCID_IO_NOSPACE;

		pair_open(&p, 4, sizeof(req), sizeof(done));
		assert_int_equal(lucid_blk_front_init(&p.front, p.sub, p.comp_ro, 4, p.ids), 0);
		assert_int_equal(lucid_blk_back_init(&p.back, p.comp, p.sub_ro, 4, p.busy), 0);
		req.id = (uint32_t)lucid_front_get(&p.front);
		assert_int_equal(lucid_blk_submit(&p.front, &req), 0);
		req.op = 99;
		assert_int_equal(lucid_blk_take(&p.back, &req), 1);
		assert_int_equal(req.op, LUCID_BLK_FLUSH);
		assert_int_equal(lucid_done_complete(&p.back, req.id,
						     (enum lucid_io_status)status), 0);
		assert_int_equal(lucid_done_reap(&p.front, &done),
				 ok ? 1 : -LUCID_CLOSE_BAD_FIELD);
		assert_int_equal(lucid_back_peer_closed(&p.back),
				 ok ? LUCID_CLOSE_OPEN : LUCID_CLOSE_BAD_FIELD);
		pair_close(&p);
	}
	done = (struct lucid_done){ .info = 1 };
	assert_int_equal(lucid_done_check(&done), -LUCID_CLOSE_BAD_FIELD);
}

/* 256 segments of 4 KiB: the copied list, then one thing wrong in it. */
static void indirect(void **state)
{
	static struct lucid_seg shared[256], segs[256];
	struct lucid_blk_terms terms = { good, LUCID_BLK_F_INDIRECT, { { 1 << 20 }, { 3 } } };
	struct lucid_blk_req req = { .op = LUCID_BLK_READ, .nseg = 256, .flags = 2 };
	uint64_t total;

	(void)state;
	terms.config.sectors = 2048;
	for (uint32_t i = 0; i < 256; i++)
		shared[i] = (struct lucid_seg){ i * 4096, 4096, 0 };
	lucid_list_copy(segs, shared, 256);
	assert_memory_equal(segs, shared, sizeof(segs));
	assert_int_equal(lucid_blk_check_segs(&terms, &req, segs, &total), 0);
	assert_int_equal(total, 1 << 20);
	req.sector = 8;
	assert_int_equal(lucid_blk_check_segs(&terms, &req, segs, &total), LUCID_IO_INVALID);
	segs[255].offset++;
	assert_int_equal(lucid_blk_check_segs(&terms, &req, segs, &total),
			 -LUCID_CLOSE_BAD_ADDRESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(config), cmocka_unit_test(completions),
		cmocka_unit_test(indirect),
	};

	return cmocka_run_group_tests_name("ring-blk-front", tests, NULL, NULL);
}
