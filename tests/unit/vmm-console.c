// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the console back end writes a guest's text in order, hands typed text over one credit
 * at a time, and goes on writing after the input has ended [CONS-1] [CONS-2].
 */
/* sources: hv/vmm/console.c hv/vmm/session.c hv/vmm/guard.c hv/vmm/log.c */
#include "vmm-console.h"

static int in[2];

static void open_console(void)
{
	memset(&r, 0, sizeof(r));
	assert_int_equal(pipe(out) | pipe(in), 0);
	assert_int_equal(console_open(&r.d, out[1], in[0]), 0);
	rig_start(&r);
}

static void both_ways(void **state)
{
	char line[130], got[200];
	uint32_t n = 0;

	(void)state;
	open_console();
	print("hello\n");
	memset(line, 'x', sizeof(line));
	assert_int_equal(write(in[1], line, sizeof(line)), sizeof(line));
	while (n < sizeof(line)) {
		give_credit();
		n += typed(got + n);
	}
	assert_int_equal(n, sizeof(line));
	assert_memory_equal(got, line, n);
	give_credit();
	print("waiting for input\n");
	close(in[1]);
	for (int i = 0; i < 100; i++)
		print("after the input's end\n");
	assert_int_equal(rig_stop(&r), 0);
}

static void bad_text(void **state)
{
	struct lucid_text t = { .len = 53 };
	eventfd_t count;

	(void)state;
	open_console();
	lucid_front_hold(&r.front[0]);
	rig_submit(&r, 0, &t);
	eventfd_read(r.d.ended, &count);
	assert_int_equal(rig_stop(&r), LUCID_CLOSE_BAD_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways), cmocka_unit_test(bad_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
