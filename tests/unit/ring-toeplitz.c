// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the Toeplitz hash is the one of Microsoft's verification suite ("Verifying the RSS
 * Hash Calculation"), bit by bit and by tables [NET-10]. Does not prove that frames are spread so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "rss-vectors.h"
#include "ring/toeplitz.h"

static uint32_t by_tables(const uint8_t *input, uint32_t n)
{
	static uint32_t table[LUCID_TOEPLITZ_MAX][256];
	uint32_t hash = 0;

	for (uint32_t i = 0; i < n; i++) {
		lucid_toeplitz_table(rss_key, i, table[i]);
		hash ^= table[i][input[i]];
	}
	return hash;
}

static void vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < RSS_VECTORS; i++) {
		const struct rss_vector *v = &rss_vectors[i];
		uint8_t input[LUCID_TOEPLITZ_MAX];
		uint32_t addresses = rss_input(v, input);

		assert_int_equal(lucid_toeplitz(rss_key, input, addresses), v->addresses);
		assert_int_equal(lucid_toeplitz(rss_key, input, addresses + 4), v->ports);
		assert_int_equal(by_tables(input, addresses), v->addresses);
		assert_int_equal(by_tables(input, addresses + 4), v->ports);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(vectors) };

	return cmocka_run_group_tests_name("ring-toeplitz", tests, NULL, NULL);
}
