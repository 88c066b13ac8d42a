// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that what is typed may come from a file, of which no epoll can say that it is readable: a
 * guest gets all of it and nothing after its end. Does not prove: a terminal.
 */
/* sources: hv/vmm/console.c hv/vmm/session.c hv/vmm/guard.c hv/vmm/log.c */
#include "vmm-console.h"

#include <stdio.h>

static void from_file(void **state)
{
	static const char want[] =
		"what is in a file comes in pieces, and all of it, to its end, and no more";
	FILE *file = tmpfile();
	char got[sizeof(want) + 60];
	uint32_t n = 0;

	(void)state;
	assert_non_null(file);
	assert_int_equal(fwrite(want, 1, sizeof(want), file), sizeof(want));
	rewind(file);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(console_open(&r.d, out[1], fileno(file)), 0);
	rig_start(&r);
	while (n < sizeof(want)) {
		give_credit();
		n += typed(got + n);
	}
	assert_int_equal(n, sizeof(want));
	assert_string_equal(got, want);
	give_credit();
	print("after its end\n");
	assert_int_equal(rig_stop(&r), 0);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(from_file) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
