// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what a network card's front end lets pass of the configuration it is offered: each row is
 * a good one with one field changed [NET-6]. Does not prove that a driver asks.
 */
#include "ring-pair.h"
#include "ring/net.h"

static const struct lucid_net_config good = {
	.mac = { 2, 0, 0, 0, 0, 1 }, .mtu = 1500, .link = 1, .queues = 1,
};

#define WITH(result, field, value) do { \
	struct lucid_net_config c = good; \
	c.field = (value); \
	assert_int_equal(lucid_net_config_check(&c), (result)); \
} while (0)

#define TAKEN(field, value)	WITH(0, field, value)
#define REFUSED(field, value)	WITH(-LUCID_CLOSE_BAD_FIELD, field, value)

static void taken(void **state)
{
	static const struct lucid_net_config none = { .mtu = LUCID_NET_MIN_MTU, .queues = 1 };

	(void)state;
	assert_int_equal(lucid_net_config_check(&good), 0);
	/* No address: the child takes one of its own. */
	assert_int_equal(lucid_net_config_check(&none), 0);
	TAKEN(mtu, 65535);
	TAKEN(link, 0);
	TAKEN(queues, 0xffffffff);
}

static void refused(void **state)
{
	(void)state;
	REFUSED(mac[0], 1);
	REFUSED(mac[0], 0xff);
	REFUSED(mtu, 0);
	REFUSED(mtu, LUCID_NET_MIN_MTU - 1);
	REFUSED(link, 2);
	REFUSED(link, 0x80000000);
	REFUSED(queues, 0);
	for (unsigned int i = 0; i < sizeof(good.reserved) / sizeof(good.reserved[0]); i++)
		REFUSED(reserved[i], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(taken), cmocka_unit_test(refused) };

	return cmocka_run_group_tests_name("ring-net-config", tests, NULL, NULL);
}
