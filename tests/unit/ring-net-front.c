// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what a network card's front end lets pass of received frames: no length beyond the
 * buffer, no endless frame, no offload that was not accepted [NET-3]; and console text and
 * credits [CONS-1].
 * Does not prove that the driver bounds the buffers of one frame by anything but its length.
 */
#include "ring-pair.h"
#include "ring/console.h"
#include "ring/net.h"

#define FIELD (-LUCID_CLOSE_BAD_FIELD)
#define LENGTH (-LUCID_CLOSE_BAD_LENGTH)

static void frames(void **state)
{
	static const struct {
		int want;
		uint32_t before;
		struct lucid_net_frame frame;
	} rows[] = {
		{ 0, 0, { .len = 2048 } }, { 0, 0, { .len = 0 } }, { 0, 65552, { .len = 1 } },
		{ LENGTH, 0, { .len = 2049 } }, { LENGTH, 0, { .len = 0xffffffff } },
		{ LENGTH, 65552, { .len = 2 } }, { LENGTH, 0xffffffff, { .len = 2 } },
		{ LENGTH, 0, { .len = 0, .hdr = { .more = 1 } } },
		{ 0, 0, { .len = 1, .hdr = { .more = 1, .flags = 3 } } },
		{ FIELD, 0, { .len = 1, .hdr = { .more = 2 } } },
		{ FIELD, 0, { .len = 1, .hdr = { .flags = 4 } } },
		{ FIELD, 0, { .len = 1, .reserved = 1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(lucid_net_frame_check(&rows[i].frame, 2048, rows[i].before),
				 rows[i].want);
}

static void offloads(void **state)
{
	const struct lucid_net_hdr tcp = { 1, LUCID_NET_GSO_TCP4, 54, 1448, 34, 16, 0 };
	const struct lucid_net_hdr plain = { .flags = LUCID_NET_HDR_VALID };
	uint64_t sending = LUCID_NET_F_CSUM | LUCID_NET_F_TSO4;
	uint64_t receiving = LUCID_NET_F_RX_CSUM | LUCID_NET_F_RX_TSO4;

	(void)state;
	assert_int_equal(lucid_net_rx_offloads(sending), 0);
	assert_int_equal(lucid_net_rx_offloads(receiving), sending);
	assert_int_equal(lucid_net_rx_offloads(LUCID_NET_F_RX_TSO6), LUCID_NET_F_TSO6);
	assert_int_equal(lucid_net_hdr_check(&tcp, 9000, lucid_net_rx_offloads(receiving)), 0);
	assert_int_equal(lucid_net_hdr_check(&tcp, 9000, lucid_net_rx_offloads(sending)),
			 LUCID_IO_UNSUPPORTED);
	assert_int_equal(lucid_net_hdr_check(&plain, 60, 0), 0);
}

static void text(void **state)
{
	static struct pair p;
	struct lucid_text t = { .len = 52, .bytes = "hello" };
	struct lucid_done credit = { .id = 1 };

	(void)state;
	assert_int_equal(lucid_text_check(&t), 0);
	t.len = 53;
	assert_int_equal(lucid_text_check(&t), LENGTH);
	t.len = 0;
	assert_int_equal(lucid_text_check(&t), LENGTH);
	assert_int_equal(lucid_credit_check(&credit), 0);
	credit.status = 1;
	assert_int_equal(lucid_credit_check(&credit), FIELD);
	/* The parent types into a credit. */
	pair_open(&p, 2, sizeof(credit), sizeof(t));
	assert_int_equal(lucid_text_in_front_init(&p.front, p.sub, p.comp_ro, 2, p.ids), 0);
	assert_int_equal(lucid_text_in_back_init(&p.back, p.comp, p.sub_ro, 2, p.busy), 0);
	credit = (struct lucid_done){ .id = (uint32_t)lucid_front_get(&p.front) };
	assert_int_equal(lucid_front_submit(&p.front, &credit), 0);
	assert_int_equal(lucid_back_take(&p.back, &credit), 1);
	t.id = credit.id;
	t.len = 5;
	assert_int_equal(lucid_back_complete(&p.back, &t), 0);
	memset(&t, 0, sizeof(t));
	assert_int_equal(lucid_front_reap(&p.front, &t), 1);
	assert_string_equal((char *)t.bytes, "hello");
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames), cmocka_unit_test(offloads), cmocka_unit_test(text),
	};

	return cmocka_run_group_tests_name("ring-net-front", tests, NULL, NULL);
}
