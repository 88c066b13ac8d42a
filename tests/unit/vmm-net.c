// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the net back end carries frames between a guest's channels and a TAP, here a socket
 * pair: headers, frames in several buffers and segments, more frames than buffers, and the end of a
 * session on a bad buffer [NET-4] [NET-5]; and that it offers the TAP's link and MTU as they
 * change, and takes longer frames then [NET-7].
 */
/* sources: hv/vmm/net.c hv/vmm/session.c hv/vmm/guard.c hv/vmm/log.c */
#include "vmm-rig.h"
#include <fcntl.h>
#include <sys/socket.h>

#include "hv/vmm/tap.h"
#include "ring/net.h"

#define BUF	2048

static struct rig r;
static int wire[2];

static uint32_t tap_mtu;
static bool tap_link, tap_gone;

int tap_open(const char *name)
{
	(void)name;
	tap_mtu = 1500;
	tap_link = true;
	tap_gone = false;
	return wire[0];
}

int tap_look(const char *name, uint32_t *mtu, bool *link)
{
	assert_string_equal(name, "t");
	*mtu = tap_mtu;
	*link = tap_link;
	return tap_gone ? -1 : 0;
}

int tap_offload(int fd, uint64_t features)
{
	(void)fd;
	(void)features;
	return 0;
}

void tap_mac(const char *name, uint8_t mac[6])
{
	memset(mac, name[0], 6);
}

static void open_net(void)
{
	memset(&r, 0, sizeof(r));
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, wire), 0);
	fcntl(wire[0], F_SETFL, O_NONBLOCK);
	assert_int_equal(net_open(&r.d, "t", 0), 0);
	r.d.offer.features = LUCID_NET_F_CSUM;
	rig_start(&r);
}

static void give_buffer(uint32_t len)
{
	struct lucid_net_buf buf = { .id = (uint32_t)lucid_front_get(&r.front[0]) };

	buf.seg = (struct lucid_seg){ buf.id * BUF, len, 0 };
	rig_submit(&r, 0, &buf);
}

static void sends(void **state)
{
	struct lucid_net_tx tx = { .nseg = 2, .seg = { { 0, 20, 0 }, { 4096, 100, 0 } } };
	struct lucid_done done;
	uint8_t got[200];

	(void)state;
	open_net();
	memset(r.window, 'a', 20);
	memset(r.window + 4096, 'b', 100);
	tx.id = (uint32_t)lucid_front_get(&r.front[1]);
	tx.hdr.flags = LUCID_NET_HDR_CSUM;
	rig_submit(&r, 1, &tx);
	rig_reap(&r, 1, &done);
	assert_int_equal(done.status, LUCID_IO_OK);
	assert_int_equal(read(wire[1], got, sizeof(got)), 12 + 120);
	assert_int_equal(got[0], LUCID_NET_HDR_CSUM);
	assert_memory_equal(got + 12, r.window, 20);
	assert_memory_equal(got + 32, r.window + 4096, 100);
	assert_int_equal(rig_stop(&r), 0);
}

static void receives(void **state)
{
	struct lucid_net_frame frame;
	uint8_t packet[12 + 1500] = { 0 };

	(void)state;
	open_net();
	for (unsigned int i = 0; i < 40; i++) {
		memset(packet + 12, 'A' + i % 26, 1500);
		assert_int_equal(write(wire[1], packet, sizeof(packet)), sizeof(packet));
		if (i % 4)
			continue;
		give_buffer(1000);		/* short of one frame: must not be used yet */
		give_buffer(1000);
		rig_reap(&r, 0, &frame);
		assert_int_equal(frame.len, 1000);
		assert_int_equal(frame.hdr.more, 1);
		assert_int_equal(r.window[frame.id * BUF + 999], 'A' + i / 4 % 26);
		lucid_front_put(&r.front[0], frame.id);
		rig_reap(&r, 0, &frame);
		assert_int_equal(frame.len, 500);
		assert_int_equal(frame.hdr.more, 0);
		lucid_front_put(&r.front[0], frame.id);
	}
	assert_int_equal(rig_stop(&r), 0);
}

static void bad_buffer(void **state)
{
	eventfd_t count;

	(void)state;
	open_net();
	give_buffer(RIG_WINDOW + 1);
	eventfd_read(r.d.ended, &count);
	assert_int_equal(rig_stop(&r), LUCID_CLOSE_BAD_ADDRESS);
}

static void config_is(uint32_t link, uint16_t mtu)
{
	struct lucid_net_config config;

	memcpy(&config, r.d.offer.config, sizeof(config));
	assert_int_equal(config.link, link);
	assert_int_equal(config.mtu, mtu);
}

static void renews(void **state)
{
	uint8_t packet[12 + 4000] = { 0 };
	struct lucid_net_frame frame;

	(void)state;
	open_net();
	config_is(1, 1500);
	assert_false(r.d.ops->renew(&r.d));
	tap_mtu = 4000;
	tap_link = false;
	assert_true(r.d.ops->renew(&r.d));
	config_is(0, 4000);
	for (unsigned int i = 0; i < 3; i++)
		give_buffer(BUF);
	assert_int_equal(write(wire[1], packet, sizeof(packet)), sizeof(packet));
	rig_reap(&r, 0, &frame);
	assert_int_equal(frame.len, BUF);
	rig_reap(&r, 0, &frame);
	assert_int_equal(frame.len, 4000 - BUF);
	tap_link = true;
	assert_true(r.d.ops->renew(&r.d));
	tap_gone = true;
	assert_true(r.d.ops->renew(&r.d));
	config_is(0, 4000);
	assert_false(r.d.ops->renew(&r.d));
	assert_int_equal(rig_stop(&r), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends), cmocka_unit_test(receives), cmocka_unit_test(bad_buffer),
		cmocka_unit_test(renews),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
