// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the system back end answers each credit with 52 bytes, no two answers the same
 * [SYS-3], refuses a bad credit [SYS-4], and that what is asked of a guest comes into the offer of
 * a device that is READY, once, and never into the next offer [SYS-1] [SYS-2]. Does not prove that
 * the bytes are random.
 */
/* sources: hv/vmm/system.c hv/vmm/session.c hv/vmm/guard.c hv/vmm/log.c */
#include "vmm-rig.h"
#include "ring/system.h"

#define ANSWERS	64

static struct rig r;

static void open_system(void)
{
	memset(&r, 0, sizeof(r));
	assert_int_equal(system_open(&r.d, false, 0), 0);
	assert_int_equal(r.d.offer.type, LUCID_DEV_SYSTEM);
}

static void bytes(void **state)
{
	static struct lucid_text got[ANSWERS];
	struct lucid_done credit = { 0 };

	(void)state;
	open_system();
	rig_start(&r);
	for (int i = 0; i < ANSWERS; i++) {
		credit.id = (uint32_t)lucid_front_get(&r.front[0]);
		rig_submit(&r, 0, &credit);
		rig_reap(&r, 0, &got[i]);
		lucid_front_put(&r.front[0], got[i].id);
		assert_int_equal(got[i].len, sizeof(got[i].bytes));
		for (int k = 0; k < i; k++)
			assert_memory_not_equal(got[i].bytes, got[k].bytes, sizeof(got[i].bytes));
	}
	assert_int_equal(rig_stop(&r), 0);
}

static void bad_credit(void **state)
{
	struct lucid_done credit = { .info = 1 };
	eventfd_t count;

	(void)state;
	open_system();
	rig_start(&r);
	lucid_front_hold(&r.front[0]);
	rig_submit(&r, 0, &credit);
	eventfd_read(r.d.ended, &count);
	assert_int_equal(rig_stop(&r), LUCID_CLOSE_BAD_FIELD);
}

/* What the offer asks for; checked as a guest does. */
static uint32_t asked(void)
{
	struct lucid_system_config config;

	memcpy(&config, r.d.offer.config, sizeof(config));
	assert_int_equal(lucid_system_config_check(&config, 0), 0);
	return config.request;
}

static void requests(void **state)
{
	(void)state;
	open_system();
	r.d.offer.state = LUCID_STATE_OFFERED;
	assert_false(system_ask(&r.d, LUCID_SYSTEM_POWEROFF));
	assert_false(r.d.ops->renew(&r.d, NULL));
	assert_int_equal(asked(), LUCID_SYSTEM_NONE);
	r.d.offer.state = LUCID_STATE_READY;
	assert_false(r.d.ops->renew(&r.d, NULL));
	assert_true(system_ask(&r.d, LUCID_SYSTEM_POWEROFF));
	assert_true(r.d.ops->renew(&r.d, NULL));
	assert_int_equal(asked(), LUCID_SYSTEM_POWEROFF);
	assert_true(system_ask(&r.d, LUCID_SYSTEM_POWEROFF));
	assert_false(r.d.ops->renew(&r.d, NULL));
	assert_true(system_ask(&r.d, LUCID_SYSTEM_REBOOT));
	assert_true(r.d.ops->renew(&r.d, NULL));
	assert_int_equal(asked(), LUCID_SYSTEM_REBOOT);
	r.d.offer.state = LUCID_STATE_OFFERED;
	assert_true(r.d.ops->renew(&r.d, NULL));
	assert_int_equal(asked(), LUCID_SYSTEM_NONE);
	r.d.offer.state = LUCID_STATE_READY;
	assert_false(r.d.ops->renew(&r.d, NULL));
}

static void configs(void **state)
{
	struct lucid_system_config config = { .request = LUCID_SYSTEM_REBOOT };

	(void)state;
	assert_int_equal(lucid_system_config_check(&config, 0), 0);
	config.reserved[15] = 1;
	assert_int_equal(lucid_system_config_check(&config, 0), -LUCID_CLOSE_BAD_FIELD);
	config = (struct lucid_system_config){ .balloon = 1 };
	assert_int_equal(lucid_system_config_check(&config, LUCID_SYSTEM_F_MEMORY), 0);
	assert_int_equal(lucid_system_config_check(&config, 0), -LUCID_CLOSE_BAD_FIELD);
	config = (struct lucid_system_config){ .request = LUCID_SYSTEM_REBOOT + 1 };
	assert_int_equal(lucid_system_config_check(&config, 0), -LUCID_CLOSE_BAD_FIELD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes), cmocka_unit_test(bad_credit),
		cmocka_unit_test(requests), cmocka_unit_test(configs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
