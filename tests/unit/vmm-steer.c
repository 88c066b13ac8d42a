// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the kernel takes the steering program, and that of frames of every type it gives the
 * entry of the table that the hash says: with ports, by addresses, and the first one for what is
 * not spread [NET-10]. Skipped where BPF is forbidden. Does not prove that a TAP asks it.
 */
/* sources: hv/vmm/steer.c */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#include "rss-vectors.h"
#include "hv/vmm/steer.h"

#define ALL	0x3f

static struct steer steer;
static bool allowed;

/* An Ethernet frame of the vector, with options of IPv4 where it has some. */
static uint32_t frame(const struct rss_vector *v, uint8_t protocol, uint8_t *f)
{
	bool four = v->family == AF_INET;
	uint32_t ip = 14, next = ip + (four ? 24 : 40);
	uint8_t input[36];
	uint32_t n = rss_input(v, input);

	memset(f, 0, 128);
	memcpy(f + 12, four ? "\x08\x00" : "\x86\xdd", 2);
	f[ip] = four ? 0x46 : 0x60;
	f[ip + (four ? 9 : 6)] = protocol;
	memcpy(f + ip + (four ? 12 : 8), input, n);
	memcpy(f + next, input + n, 4);
	return 100;
}

static uint32_t queue(uint8_t *f, uint32_t len)
{
	uint8_t out[256];
	union bpf_attr attr = { .test = {
		.prog_fd = (uint32_t)steer.prog, .data_in = (uintptr_t)f, .data_size_in = len,
		.data_out = (uintptr_t)out, .data_size_out = sizeof(out),
	} };

	assert_int_equal(syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr)), 0);
	return attr.test.retval;
}

static void set(uint32_t types)
{
	struct lucid_net_settings s = { .types = types };

	memcpy(s.key, rss_key, sizeof(s.key));
	for (uint16_t i = 0; i < LUCID_NET_TABLE; i++)
		s.table[i] = 1000 + i;
	steer_set(&steer, &s);
}

static void spreads(void **state)
{
	uint8_t f[128];

	(void)state;
	if (!allowed)
		skip();
	for (size_t i = 0; i < RSS_VECTORS; i++) {
		const struct rss_vector *v = &rss_vectors[i];
		uint32_t by_ports = 1000 + v->ports % 128, by_addresses = 1000 + v->addresses % 128;

		set(ALL);
		assert_int_equal(queue(f, frame(v, 6, f)), by_ports);
		assert_int_equal(queue(f, frame(v, 17, f)), by_ports);
		assert_int_equal(queue(f, frame(v, 1, f)), by_addresses);
		set(LUCID_NET_HASH_IPV4 | LUCID_NET_HASH_IPV6);
		assert_int_equal(queue(f, frame(v, 6, f)), by_addresses);
		set(LUCID_NET_HASH_TCP4 | LUCID_NET_HASH_TCP6);
		assert_int_equal(queue(f, frame(v, 6, f)), by_ports);
		assert_int_equal(queue(f, frame(v, 17, f)), 1000);
	}
}

static void others(void **state)
{
	const struct rss_vector *v = &rss_vectors[0];
	uint8_t f[128];

	(void)state;
	if (!allowed)
		skip();
	set(ALL);
	frame(v, 17, f);
	f[14 + 6] = 0x20;			/* the first of several fragments */
	assert_int_equal(queue(f, 100), 1000 + v->addresses % 128);
	frame(v, 17, f);
	f[14 + 7] = 9;				/* a later one */
	assert_int_equal(queue(f, 100), 1000 + v->addresses % 128);
	frame(v, 17, f);
	f[14] = 0x4f;				/* the ports are beyond the end */
	assert_int_equal(queue(f, 70), 1000);
	frame(v, 6, f);
	memcpy(f + 12, "\x08\x06", 2);
	assert_int_equal(queue(f, 100), 1000);
}

static int begin(void **state)
{
	(void)state;
	allowed = !steer_open(&steer) && !steer_map(&steer);
	if (!allowed && errno != EPERM && errno != ENOSYS)
		fail_msg("the kernel refuses the program: %s", strerror(errno));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(spreads), cmocka_unit_test(others) };

	return cmocka_run_group_tests_name("vmm-steer", tests, begin, NULL);
}
