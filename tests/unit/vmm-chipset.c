// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that ports reach their devices at the width that they have: the clock and memory sizes of
 * CMOS, interrupt masks, the timer of power management where firmware placed it, the one-shot with
 * which GRUB measures the TSC, and each way to power off and to reset. Does not prove: the clock's
 * rate.
 */
/* sources: hv/vmm/chipset.c hv/vmm/pci.c hv/vmm/pm.c hv/vmm/cmos.c hv/vmm/legacy.c */
/* sources: hv/vmm/fwcfg.c hv/vmm/hole.c hv/vmm/partition.c hv/vmm/outcome.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include <unistd.h>

#include "hv/vmm/chipset.h"

static struct outcome outcome;
static struct chipset c;

static int start(void **state)
{
	(void)state;
	if (outcome.wake > 0)
		close(outcome.wake);
	memset(&c, 0, sizeof(c));
	assert_int_equal(outcome_init(&outcome), 0);
	chipset_init(&c, &outcome, 256 << 20, 5ULL << 30);
	return 0;
}

static uint32_t in(uint16_t port, unsigned int size)
{
	uint32_t value = 0;

	assert_true(chipset_in(&c, port, size, &value));
	return value;
}

/* The status that the run ends with; -1: it goes on. */
static int out(uint16_t port, unsigned int size, uint32_t value)
{
	start(NULL);
	in(0x61, 1);
	assert_true(chipset_out(&c, port, size, value));
	return outcome_is_set(&outcome) ? outcome.status : -1;
}

static uint8_t cmos(uint8_t reg)
{
	assert_true(chipset_out(&c, CMOS_PORT, 1, reg));
	return (uint8_t)in(CMOS_PORT + 1, 1);
}

static void memory(void **state)
{
	(void)state;
	assert_int_equal(cmos(0x34) | cmos(0x35) << 8, (256 - 16) * 16);
	assert_int_equal(cmos(0x5b) | cmos(0x5c) << 8 | cmos(0x5d) << 16, 5 * 16384);
	assert_int_equal(cmos(0x0a) & 0x80, 0);		/* no update in progress */
	assert_int_equal(cmos(0x0d), 0x80);
}

static void time_of_day(void **state)
{
	struct cmos m;

	(void)state;
	cmos_init(&m, 16 << 20, 0);
	/* 2026-02-28 23:59:58 UTC */
	for (unsigned int i = 0; i < 2; i++) {
		static const uint8_t reg[] = { 0, 2, 4, 6, 7, 8, 9, 0x32 };
		static const uint8_t want[2][8] = {
			{ 0x58, 0x59, 0x23, 7, 0x28, 2, 0x26, 0x20 },
			{ 0, 0, 0, 1, 1, 3, 0x26, 0x20 },
		};

		for (unsigned int r = 0; r < sizeof(reg); r++) {
			cmos_write(&m, 0, reg[r], 0);
			assert_int_equal(cmos_read(&m, 1, 1772323198 + 2 * i), want[i][r]);
		}
	}
	cmos_write(&m, 0, 4, 0);
	cmos_write(&m, 1, 0x05, 1772323198);
	assert_int_equal(cmos_read(&m, 1, 1772323198 + 3600), 0x06);
	assert_int_equal(cmos_read(&m, 0, 0), 0xff);
}

static void power(void **state)
{
	uint32_t value;

	(void)state;
	assert_false(chipset_in(&c, 0xb008, 4, &value));
	chipset_out(&c, PCI_PORT, 4, 0x80000b40);
	chipset_out(&c, PCI_PORT + 4, 4, 0xb001);
	chipset_out(&c, PCI_PORT, 4, 0x80000b80);
	chipset_out(&c, PCI_PORT + 4, 1, 1);
	assert_int_equal(in(0xb008, 4) >> 24, 0);
	assert_int_equal(in(0xb000, 2), 0);
	chipset_out(&c, 0xb004, 2, 5 << 10 | 0x2000);
	assert_false(outcome_is_set(&outcome));		/* not S5 */
	assert_int_equal(in(0xb004, 2), 5 << 10);
	chipset_out(&c, 0xb004, 2, 0x2000);
	assert_true(outcome_is_set(&outcome));
	assert_int_equal(outcome.status, OUTCOME_POWEROFF);
	assert_int_equal(pm_timer(1000000000), 3579545);
	assert_int_equal(pm_timer(10000000000), 35795450 - (2 << 24));
}

static void resets(void **state)
{
	(void)state;
	assert_int_equal(out(0xcf9, 1, 0x02), -1);
	assert_int_equal(out(0xcf9, 1, 0x06), OUTCOME_RESET);
	assert_int_equal(out(0x64, 1, 0xfe), OUTCOME_RESET);
	assert_int_equal(out(0x64, 1, 0xd1), -1);
	assert_int_equal(out(0x92, 1, 0x03), OUTCOME_RESET);
	assert_int_equal(out(0x92, 1, 0x02), -1);
	assert_int_equal(in(0x92, 1), 2);
}

static void masks(void **state)
{
	static const uint8_t init[] = { 0x68, 4, 1, 0xff };
	uint32_t value;

	(void)state;
	chipset_out(&c, 0x20, 1, 0x11);
	for (unsigned int i = 0; i < sizeof(init); i++)
		chipset_out(&c, 0x21, 1, init[i]);
	assert_int_equal(in(0x21, 1), 0xff);
	assert_int_equal(in(0xa1, 1), 0);
	assert_int_equal(in(0x20, 1), 0);
	assert_false(chipset_in(&c, 0x60, 1, &value));
	assert_false(chipset_in(&c, 0x21, 2, &value));
	assert_false(chipset_out(&c, 0x3f8, 1, 0));
}

static uint64_t ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* As GRUB does it: 65535 ticks, which are 55 ms. */
static void one_shot(void **state)
{
	uint64_t start;

	(void)state;
	assert_false(legacy_elapsed(1193, 999000));
	assert_true(legacy_elapsed(1193, 1000000));
	assert_false(legacy_elapsed(0, 54900000));
	assert_true(legacy_elapsed(0, 54930000));
	assert_true(legacy_elapsed(0xffff, 1ULL << 62));
	chipset_out(&c, 0x61, 1, 0);
	chipset_out(&c, 0x43, 1, 0xb0);
	chipset_out(&c, 0x42, 1, 0xff);
	chipset_out(&c, 0x42, 1, 0xff);
	assert_int_equal(c.legacy.count, 0xffff);
	usleep(60000);
	assert_int_equal(in(0x61, 1), 0);
	start = ms();
	chipset_out(&c, 0x61, 1, 1);
	while (!(in(0x61, 1) & 0x20))
		assert_true(ms() - start < 10000);
	assert_true(ms() - start >= 54);
	chipset_out(&c, 0x61, 1, 0);
	assert_int_equal(in(0x61, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(memory, start), cmocka_unit_test_setup(time_of_day, start),
		cmocka_unit_test_setup(power, start), cmocka_unit_test_setup(resets, start),
		cmocka_unit_test_setup(masks, start), cmocka_unit_test_setup(one_shot, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
