// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what a network card's back end lets pass of frames to send and of empty buffers: each
 * row is a good one with one thing changed, and the answer [NET-1] [NET-2] [NET-5].
 * Does not prove anything about a frame's bytes: they are the child's business.
 */
#include "ring-pair.h"
#include "ring/net.h"

#define ALL (LUCID_NET_F_CSUM | LUCID_NET_F_TSO4 | LUCID_NET_F_TSO6 | LUCID_NET_F_USO)
#define FIELD (-LUCID_CLOSE_BAD_FIELD)
#define LENGTH (-LUCID_CLOSE_BAD_LENGTH)
#define ADDRESS (-LUCID_CLOSE_BAD_ADDRESS)
#define NO LUCID_IO_UNSUPPORTED
#define BAD LUCID_IO_INVALID
#define LEN(n) .nseg = 1, .seg = { { 0, (n), 0 } }
#define GSO(type, size) .hdr = { 1, (type), 54, (size), 34, 16, 0 }

/* Window 0: 128 KiB read-write, window 1: 4 KiB read-only. */
static const struct lucid_windows windows = { { 131072, 4096 }, { 3, 1 } };

static const struct { int want; uint64_t features; struct lucid_net_tx tx; } rows[] = {
	{ 0, 0, { LEN(14) } }, { 0, 0, { LEN(65553) } },
	{ LENGTH, 0, { LEN(13) } }, { LENGTH, 0, { LEN(65554) } }, { LENGTH, 0, { LEN(0) } },
	{ 0, 0, { .nseg = 2, .seg = { { 0, 54, 0 }, { 4000, 96, 1 } } } },
	{ ADDRESS, 0, { .nseg = 2, .seg = { { 0, 54, 0 }, { 4000, 97, 1 } } } },
	{ ADDRESS, 0, { .nseg = 1, .seg = { { -1ULL, 100, 0 } } } },
	{ ADDRESS, 0, { .nseg = 1, .seg = { { 0, 100, 4 } } } },
	{ LENGTH, 0, { .nseg = 0 } }, { LENGTH, 0, { .nseg = 3 } },
	{ LENGTH, 0, { .nseg = 2, .seg = { { 0, 54, 0 } } } },
	{ FIELD, 0, { LEN(60), .flags = 2 } }, { FIELD, 0, { LEN(60), .reserved0 = 1 } },
	{ FIELD, 0, { LEN(60), .reserved1 = 1 } }, { FIELD, 0, { LEN(60), .hdr = { .more = 1 } } },
	{ FIELD, 0, { LEN(60), .hdr = { .flags = 2 } } },
	{ 0, 0, { .nseg = 64, .flags = 1, .seg = { { 0, 1024, 1 } } } },
	{ LENGTH, 0, { .nseg = 65, .flags = 1, .seg = { { 0, 1040, 1 } } } },
	{ LENGTH, 0, { .nseg = 64, .flags = 1, .seg = { { 0, 1040, 1 } } } },
	{ ADDRESS, 0, { .nseg = 64, .flags = 1, .seg = { { 8, 1024, 1 } } } },
	{ 0, ALL, { LEN(60), .hdr = { .flags = 1, .csum_start = 34, .csum_offset = 16 } } },
	{ NO, 0, { LEN(60), .hdr = { .flags = 1, .csum_start = 34, .csum_offset = 16 } } },
	{ BAD, ALL, { LEN(51), .hdr = { .flags = 1, .csum_start = 34, .csum_offset = 16 } } },
	{ BAD, ALL, { LEN(60), .hdr = { .flags = 1, .csum_start = 65535, .csum_offset = 65535 } } },
	{ 0, ALL, { LEN(9000), GSO(1, 1448) } }, { 0, ALL, { LEN(9000), GSO(0x81, 1448) } },
	{ 0, ALL, { LEN(9000), GSO(4, 1448) } }, { 0, ALL, { LEN(9000), GSO(0x84, 1448) } },
	{ 0, ALL, { LEN(9000), GSO(5, 1448) } }, { NO, ALL, { LEN(9000), GSO(0x85, 1448) } },
	{ NO, ALL, { LEN(9000), GSO(3, 1448) } }, { NO, ALL, { LEN(9000), GSO(0x80, 1448) } },
	{ NO, LUCID_NET_F_CSUM, { LEN(9000), GSO(1, 1448) } },
	{ NO, LUCID_NET_F_CSUM | LUCID_NET_F_TSO4, { LEN(9000), GSO(4, 1448) } },
	{ BAD, ALL, { LEN(9000), GSO(1, 0) } }, { BAD, ALL, { LEN(53), GSO(1, 1448) } },
	{ BAD, ALL, { LEN(9000), .hdr = { .gso_type = 1, .gso_size = 1448 } } },
};

static void frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lucid_net_terms terms = { rows[i].features, windows };

		if (lucid_net_tx_check(&terms, &rows[i].tx) != rows[i].want)
			fail_msg("row %zu: %d", i, lucid_net_tx_check(&terms, &rows[i].tx));
	}
}

static void buffers(void **state)
{
	static const struct { int want; struct lucid_net_buf buf; } bufs[] = {
		{ 0, { .seg = { 0, 14, 0 } } }, { 0, { .seg = { 0, 131072, 0 } } },
		{ LENGTH, { .seg = { 0, 13, 0 } } }, { ADDRESS, { .seg = { 1, 131072, 0 } } },
		{ ADDRESS, { .seg = { 0, 64, 1 } } }, { ADDRESS, { .seg = { 0, 64, 77 } } },
		{ FIELD, { .reserved0 = 1, .seg = { 0, 64, 0 } } },
		{ FIELD, { .reserved1 = 1, .seg = { 0, 64, 0 } } },
	};
	struct lucid_net_terms terms = { 0, windows };

	(void)state;
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		assert_int_equal(lucid_net_buf_check(&terms, &bufs[i].buf), bufs[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames), cmocka_unit_test(buffers),
	};

	return cmocka_run_group_tests_name("ring-net", tests, NULL, NULL);
}
