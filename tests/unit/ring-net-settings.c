// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what a network card's back end lets pass of settings and of the slots that bring them:
 * each row is a good one with one thing changed, and the answer [NET-8].
 */
#include "ring-pair.h"
#include "ring/net_settings.h"

#define ALL	(LUCID_NET_F_SETTINGS | LUCID_NET_F_RSS | LUCID_NET_RX_OFFLOADS)
#define FIELD	(-LUCID_CLOSE_BAD_FIELD)
#define SIZE	sizeof(struct lucid_net_settings)

static const struct lucid_net_settings good = {
	.offloads = LUCID_NET_RX_OFFLOADS, .queues = 3, .types = 63, .hear = 3, .addresses = 64,
	.table = { 0, 1, 2 },
};

static void taken(void **state)
{
	struct lucid_net_settings s = { .queues = 4 };

	(void)state;
	assert_int_equal(lucid_net_settings_check(&good, ALL, 4), 0);
	assert_int_equal(lucid_net_settings_check(&s, 0, 4), 0);
}

#define REFUSED(field, value) do { \
	struct lucid_net_settings s = good; \
	s.field = (value); \
	assert_int_equal(lucid_net_settings_check(&s, ALL, 4), FIELD); \
} while (0)

static void refused(void **state)
{
	(void)state;
	REFUSED(offloads, LUCID_NET_F_CSUM);
	REFUSED(offloads, 1ULL << 63);
	REFUSED(queues, 0);
	REFUSED(queues, 5);
	REFUSED(queues, ~0U);
	REFUSED(types, 64);
	REFUSED(types, 1U << 31);
	REFUSED(hear, 4);
	REFUSED(addresses, 65);
	REFUSED(addresses, ~0U);
	REFUSED(reserved, 1);
	/* A table for more queue pairs than are going to be in use. */
	REFUSED(queues, 2);
	for (unsigned int i = 0; i < LUCID_NET_TABLE; i++)
		REFUSED(table[i], i % 2 ? 3 : 0xffff);
	assert_int_equal(lucid_net_settings_check(&good, ALL & ~LUCID_NET_F_RSS, 4), FIELD);
	assert_int_equal(lucid_net_settings_check(&good, ALL & ~LUCID_NET_F_RX_TSO6, 4), FIELD);
}

#define SLOT(n, ...) { .nseg = (n), .flags = LUCID_NET_SETTINGS, __VA_ARGS__ }

static void slots(void **state)
{
	static const struct { int want; uint32_t channel; struct lucid_net_tx tx; } rows[] = {
		{ 0, 1, SLOT(1, .seg = { { 64, SIZE, 0 } }) },
		{ 0, 1, SLOT(1, .seg = { { 3384, SIZE, 1 } }) },
		{ FIELD, 0, SLOT(1, .seg = { { 64, SIZE, 0 } }) },
		{ FIELD, 3, SLOT(1, .seg = { { 64, SIZE, 0 } }) },
		{ FIELD, 1, { .nseg = 1, .flags = 3, .seg = { { 64, SIZE, 0 } } } },
		{ FIELD, 1, { .nseg = 1, .flags = 6, .seg = { { 64, SIZE, 0 } } } },
		{ FIELD, 1, SLOT(1, .hdr.flags = 1, .seg = { { 64, SIZE, 0 } }) },
		{ FIELD, 1, SLOT(1, .hdr.more = 1, .seg = { { 64, SIZE, 0 } }) },
		{ FIELD, 1, SLOT(1, .hdr.gso_size = 1, .seg = { { 64, SIZE, 0 } }) },
		{ FIELD, 1, SLOT(1, .reserved0 = 1, .seg = { { 64, SIZE, 0 } }) },
		{ FIELD, 1, SLOT(1, .reserved1 = 1, .seg = { { 64, SIZE, 0 } }) },
		{ -LUCID_CLOSE_BAD_LENGTH, 1, SLOT(0, .seg = { { 64, SIZE, 0 } }) },
		{ -LUCID_CLOSE_BAD_LENGTH, 1, SLOT(2, .seg = { { 64, SIZE, 0 } }) },
		{ -LUCID_CLOSE_BAD_LENGTH, 1, SLOT(1, .seg = { { 64, SIZE - 1, 0 } }) },
		{ -LUCID_CLOSE_BAD_LENGTH, 1, SLOT(1, .seg = { { 64, SIZE + 8, 0 } }) },
		{ -LUCID_CLOSE_BAD_ADDRESS, 1, SLOT(1, .seg = { { 60, SIZE, 0 } }) },
		{ -LUCID_CLOSE_BAD_ADDRESS, 1, SLOT(1, .seg = { { 3392, SIZE, 1 } }) },
		{ -LUCID_CLOSE_BAD_ADDRESS, 1, SLOT(1, .seg = { { ~7ULL, SIZE, 0 } }) },
		{ -LUCID_CLOSE_BAD_ADDRESS, 1, SLOT(1, .seg = { { 0, SIZE, 4 } }) },
	};
	struct lucid_net_terms terms = { ALL, { { 131072, 4096 }, { 3, 1 } } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (lucid_net_settings_slot(&terms, rows[i].channel, &rows[i].tx) != rows[i].want)
			fail_msg("row %zu", i);
	terms.features = ALL & ~LUCID_NET_F_SETTINGS;
	assert_int_equal(lucid_net_settings_slot(&terms, 1, &rows[0].tx), FIELD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken), cmocka_unit_test(refused), cmocka_unit_test(slots),
	};

	return cmocka_run_group_tests_name("ring-net-settings", tests, NULL, NULL);
}
