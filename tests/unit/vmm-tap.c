// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves on a TAP of the kernel below that queues are attached and detached, by one process after
 * another, that frames come in the queue that the table says [NET-10] and only for the addresses
 * that were asked for, that its kind is found out, and that segmentation of UDP is told of kernels
 * from 6.2 on alone [NET-11]. Skipped where interfaces may not be made.
 */
/* sources: hv/vmm/tap.c hv/vmm/queues.c hv/vmm/steer.c hv/vmm/log.c */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <cmocka.h>

#include "rss-vectors.h"
#include "hv/vmm/tap.h"
#include "hv/vmm/wire.h"

static struct tap own;
static int hand[TAP_FDS], handed;
static struct wire *tap;
static char name[IFNAMSIZ];
static int wire = -1;
static struct lucid_net_settings want;

static void up(void)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET };
	struct ifreq req = { .ifr_flags = IFF_UP };

	wire = socket(AF_PACKET, SOCK_RAW, 0);
	strcpy(req.ifr_name, name);
	assert_int_equal(ioctl(wire, SIOCSIFFLAGS, &req), 0);
	at.sll_ifindex = (int)if_nametoindex(name);
	assert_int_equal(bind(wire, (struct sockaddr *)&at, sizeof(at)), 0);
}

/* Sends a UDP frame of vector @v to @mac; in which queue it comes, -1: in none. */
static int comes(const struct rss_vector *v, const char *mac)
{
	uint8_t f[100] = { 0 }, got[200];
	bool four = v->family == AF_INET;
	int queue = -1;
	ssize_t len;

	rss_input(v, f + 14 + (four ? 12 : 8));
	memcpy(f, mac, 6);
	memcpy(f + 12, four ? "\x08\x00\x45" : "\x86\xdd\x60", 3);
	f[14 + (four ? 9 : 6)] = 17;
	assert_int_equal(send(wire, f, sizeof(f), 0), sizeof(f));
	/* The kernel has something to say, too, when an interface comes. */
	for (unsigned int q = 0; q < want.queues; q++)
		while ((len = read(tap->fd[q], got, sizeof(got))) > 0)
			if (len == 12 + sizeof(f) && !memcmp(got + 12, f, sizeof(f)))
				queue = (int)q;
	return queue;
}

static void settings(unsigned int queues, uint32_t types)
{
	want = (struct lucid_net_settings){ .queues = queues, .types = types,
					    .hear = LUCID_NET_HEAR_ALL };
	memcpy(want.key, rss_key, sizeof(want.key));
	for (unsigned int i = 0; i < LUCID_NET_TABLE; i++)
		want.table[i] = (uint16_t)((i * 7 + 1) % queues);
	assert_int_equal(tap->ops->set(tap, &want), 0);
}

/* What its process does with the descriptors; and how it ends. */
static void serve(void)
{
	bool steer = own.features & LUCID_NET_F_RSS;

	handed = tap_hand(&own, hand);
	assert_int_equal(handed, own.queues + (steer ? 2 : 0));
	tap = queues_wire(name, hand, own.queues, steer);
	assert_non_null(tap);
}

static void dies(void)
{
	for (int i = 0; i < handed; i++)
		close(hand[i]);
	free(tap);
}

static void open_tap(unsigned int queues)
{
	snprintf(name, sizeof(name), "lctap%d", getpid() % 100000);
	if (geteuid() || access("/dev/net/tun", R_OK | W_OK))
		skip();
	assert_int_equal(tap_open(&own, name, queues), 0);
	serve();
	up();
}

static void close_tap(void)
{
	close(wire);
	dies();
	tap_close(&own);
}

static void spreads(void **state)
{
	static const unsigned int queues[] = { 4, 2, 3, 1, 4 };

	(void)state;
	open_tap(4);
	assert_int_equal(tap->queues, 4);
	if (!(own.features & LUCID_NET_F_RSS)) {
		close_tap();
		skip();
	}
	for (unsigned int k = 0; k < sizeof(queues) / sizeof(queues[0]); k++) {
		/* With some of them detached, another process begins with all. */
		if (k == 3) {
			dies();
			serve();
		}
		settings(queues[k], 0x3f);
		for (size_t i = 0; i < RSS_VECTORS; i++)
			assert_int_equal(comes(&rss_vectors[i], "\x02\0\0\0\0\1"),
					 want.table[rss_vectors[i].ports % LUCID_NET_TABLE]);
	}
	settings(3, 0);
	assert_int_not_equal(comes(&rss_vectors[0], "\x02\0\0\0\0\1"), -1);
	close_tap();
}

static void hears(void **state)
{
	static const struct rss_vector *const v = &rss_vectors[0];

	(void)state;
	open_tap(2);
	settings(2, 0);
	want.hear = 0;
	want.addresses = 2;
	memcpy(want.address, "\x33\x33\0\0\0\5\x02\0\0\0\0\1", 12);
	assert_int_equal(tap->ops->set(tap, &want), 0);
	assert_int_not_equal(comes(v, "\x02\0\0\0\0\1"), -1);
	assert_int_equal(comes(v, "\x02\0\0\0\0\2"), -1);
	assert_int_not_equal(comes(v, "\xff\xff\xff\xff\xff\xff"), -1);
	assert_int_not_equal(comes(v, "\x33\x33\0\0\0\5"), -1);
	assert_int_equal(comes(v, "\x33\x33\0\0\0\6"), -1);
	want.hear = LUCID_NET_HEAR_GROUPS;
	assert_int_equal(tap->ops->set(tap, &want), 0);
	assert_int_not_equal(comes(v, "\x33\x33\0\0\0\6"), -1);
	assert_int_equal(comes(v, "\x02\0\0\0\0\2"), -1);
	want.hear = LUCID_NET_HEAR_ALL;
	assert_int_equal(tap->ops->set(tap, &want), 0);
	assert_int_not_equal(comes(v, "\x02\0\0\0\0\2"), -1);
	close_tap();
}

static void kinds(void **state)
{
	unsigned int major, minor;
	struct tap other;
	struct utsname un;

	(void)state;
	open_tap(1);
	uname(&un);
	assert_int_equal(sscanf(un.release, "%u.%u", &major, &minor), 2);
	assert_int_equal(!!(own.features & LUCID_NET_F_USO),
			 major > 6 || (major == 6 && minor >= 2));
	assert_false(own.features & LUCID_NET_F_RSS);
	/* It has one queue, and that is taken. */
	assert_int_equal(tap_open(&other, name, 4), -1);
	close_tap();
	assert_int_equal(tap_open(&other, "a-name-that-is-too-long", 1), -1);
	assert_int_equal(tap_open(&other, "", 1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spreads), cmocka_unit_test(hears), cmocka_unit_test(kinds),
	};

	return cmocka_run_group_tests_name("vmm-tap", tests, NULL, NULL);
}
