// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the net back end carries frames between a guest's channels and a TAP, here socket
 * pairs: headers, frames in several buffers and segments, more frames than buffers, frames that
 * wait for room below, and the end of a session on a bad buffer [NET-4] [NET-5]; that settings
 * hold once they are taken, and no queue pair but those in use is served [NET-9], and bad ones end
 * the session [NET-8]; and that it takes longer frames when the VMM says that there may be some
 * [NET-7].
 */
/* sources: hv/vmm/net.c hv/vmm/session.c hv/vmm/guard.c hv/vmm/log.c hv/vmm/kinds.c */
#include "vmm-rig.h"
#include <fcntl.h>
#include <sys/socket.h>

#include "hv/vmm/net.h"
#include "hv/vmm/wire.h"
#include "ring/net.h"

#define BUF	2048

static struct rig r;
static int wire[2][2];

static uint64_t tap_features = LUCID_NET_F_CSUM;
static struct lucid_net_settings tap_has;
static uint32_t tap_refuses;

static int set_tap(struct wire *w, const struct lucid_net_settings *s)
{
	(void)w;
	tap_has = *s;
	return s->hear == tap_refuses ? -1 : 0;
}

static ssize_t send_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	return writev(w->fd[queue], iov, n);
}

static atomic_bool no_room;

static bool busy(struct wire *w)
{
	(void)w;
	return no_room;
}

static ssize_t receive_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	return readv(w->fd[queue], iov, n);
}

struct wire *queues_wire(const char *name, const int *fd, unsigned int queues, bool steer)
{
	static const struct wire_ops ops = { send_frame, receive_frame, busy, set_tap };
	static struct wire w;

	assert_int_equal(steer, !!(tap_features & LUCID_NET_F_RSS));
	w = (struct wire){ &ops, name, false, queues, { 0 } };
	memcpy(w.fd, fd, queues * sizeof(*fd));
	return &w;
}

struct wire *stream_wire(const char *name, int fd)
{
	return queues_wire(name, &fd, 1, false);
}

/* What the VMM says of the interface. */
static void tap_is(uint16_t mtu, uint8_t *config)
{
	struct lucid_net_config c = { .mtu = mtu, .link = 1, .queues = 1 };

	memcpy(config, &c, sizeof(c));
}

static void open_queues(unsigned int queues)
{
	struct mail_start start = {
		.channels = 2 * queues, .variant = NET_QUEUES, .name = "t",
		.features = tap_features | LUCID_NET_F_SETTINGS,
	};
	unsigned int fds = queues + (tap_features & LUCID_NET_F_RSS ? 2 : 0);
	int fd[6];

	memset(&r, 0, sizeof(r));
	for (unsigned int q = 0; q < queues; q++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, wire[q]), 0);
		fcntl(wire[q][0], F_SETFL, O_NONBLOCK);
		fd[q] = wire[q][0];
	}
	tap_is(1500, start.config);
	r.d.kind = &net_kind;
	assert_int_equal(net_open(&r.d, &start, fd, fds + 1), -1);
	assert_int_equal(net_open(&r.d, &start, fd, fds - 1), -1);
	assert_int_equal(net_open(&r.d, &start, fd, fds), 0);
	r.channels = 2 * queues;
	rig_start(&r);
}

static void open_net(void)
{
	open_queues(1);
}

static void give_to(unsigned int c, uint32_t len)
{
	struct lucid_net_buf buf = { .id = (uint32_t)lucid_front_get(&r.front[c]) };

	buf.seg = (struct lucid_seg){ (c << RIG_ORDER | buf.id) * BUF, len, 0 };
	rig_submit(&r, c, &buf);
}

static void give_buffer(uint32_t len)
{
	give_to(0, len);
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
	assert_int_equal(read(wire[0][1], got, sizeof(got)), 12 + 120);
	assert_int_equal(got[0], LUCID_NET_HDR_CSUM);
	assert_memory_equal(got + 12, r.window, 20);
	assert_memory_equal(got + 32, r.window + 4096, 100);
	assert_int_equal(rig_stop(&r), 0);
}

/* Frames wait for room below, and need nobody to push them then; what comes is not held up. */
static void waits(void **state)
{
	struct lucid_net_tx tx = { .nseg = 1, .seg = { { 0, 60, 0 } } };
	struct lucid_net_frame frame;
	struct lucid_done done;
	uint8_t got[200] = { 0 };

	(void)state;
	open_net();
	no_room = true;
	for (int i = 0; i < 3; i++) {
		tx.id = (uint32_t)lucid_front_get(&r.front[1]);
		rig_submit(&r, 1, &tx);
	}
	give_buffer(BUF);
	assert_int_equal(write(wire[0][1], got, 72), 72);
	rig_reap(&r, 0, &frame);
	assert_int_equal(frame.len, 60);
	assert_int_equal(lucid_front_reap(&r.front[1], &done), 0);
	no_room = false;
	for (int i = 0; i < 3; i++) {
		rig_reap(&r, 1, &done);
		assert_int_equal(done.status, LUCID_IO_OK);
		assert_int_equal(read(wire[0][1], got, sizeof(got)), 72);
	}
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
		assert_int_equal(write(wire[0][1], packet, sizeof(packet)), sizeof(packet));
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

static void renews(void **state)
{
	uint8_t packet[12 + 4000] = { 0 }, config[sizeof(r.d.offer.config)] = { 0 };
	struct lucid_net_frame frame;

	(void)state;
	open_net();
	tap_is(4000, config);
	assert_false(r.d.ops->renew(&r.d, config));
	for (unsigned int i = 0; i < 3; i++)
		give_buffer(BUF);
	assert_int_equal(write(wire[0][1], packet, sizeof(packet)), sizeof(packet));
	rig_reap(&r, 0, &frame);
	assert_int_equal(frame.len, BUF);
	rig_reap(&r, 0, &frame);
	assert_int_equal(frame.len, 4000 - BUF);
	assert_int_equal(rig_stop(&r), 0);
}

/* Sends settings; the status, or minus the reason for which the session ended. */
static int set(unsigned int c, struct lucid_net_tx tx, const struct lucid_net_settings *s)
{
	struct lucid_done done;
	eventfd_t count;

	memcpy(r.window + 8192, s, sizeof(*s));
	tx.id = (uint32_t)lucid_front_get(&r.front[c]);
	rig_submit(&r, c, &tx);
	for (;;) {
		int got = lucid_front_reap(&r.front[c], &done);

		if (got == 1)
			return (int)done.status;
		if (lucid_front_peer_closed(&r.front[c]) != LUCID_CLOSE_OPEN)
			return -(int)lucid_front_peer_closed(&r.front[c]);
		if (!lucid_rx_arm(&r.front[c].rx))
			eventfd_read(r.d.session.channel[c].call, &count);
	}
}

#define SLOT	{ .nseg = 1, .flags = LUCID_NET_SETTINGS, .seg[0] = { 8192, 712, 0 } }
static const struct lucid_net_tx slot = SLOT;

static void settings(void **state)
{
	struct lucid_net_settings s = { .queues = 1, .hear = LUCID_NET_HEAR_GROUPS };
	struct lucid_net_frame frame;
	uint8_t packet[12 + 60] = { 0 };

	(void)state;
	tap_features = LUCID_NET_F_RSS;
	tap_refuses = 77;
	open_queues(2);
	assert_true(r.d.offer.features & LUCID_NET_F_RSS);
	assert_int_equal(tap_has.queues, 2);
	assert_int_equal(tap_has.hear, LUCID_NET_HEAR_ALL);
	for (unsigned int c = 0; c < 4; c += 2) {
		packet[12] = (uint8_t)c;
		give_to(c, BUF);
		assert_int_equal(write(wire[c / 2][1], packet, sizeof(packet)), sizeof(packet));
		rig_reap(&r, c, &frame);
		assert_int_equal(r.window[(c << RIG_ORDER) * BUF], c);
		lucid_front_put(&r.front[c], frame.id);
	}
	assert_int_equal(set(1, slot, &s), LUCID_IO_OK);
	assert_memory_equal(&tap_has, &s, sizeof(s));
	/* The second queue pair is not in use any more, so nothing of it is read. */
	give_to(2, BUF);
	give_to(0, BUF);
	assert_int_equal(write(wire[1][1], packet, sizeof(packet)), sizeof(packet));
	assert_int_equal(write(wire[0][1], packet, sizeof(packet)), sizeof(packet));
	rig_reap(&r, 0, &frame);
	assert_int_equal(lucid_front_reap(&r.front[2], &frame), 0);
	/* What the TAP cannot leaves all as it was. */
	tap_refuses = LUCID_NET_HEAR_ALL;
	s.hear = LUCID_NET_HEAR_ALL;
	assert_int_equal(set(1, slot, &s), LUCID_IO_ERROR);
	assert_int_equal(tap_has.hear, LUCID_NET_HEAR_GROUPS);
	tap_refuses = 77;
	s.queues = 2;
	assert_int_equal(set(1, slot, &s), LUCID_IO_OK);
	rig_reap(&r, 2, &frame);
	assert_int_equal(rig_stop(&r), 0);
}

static void bad_settings(void **state)
{
	static const struct {
		unsigned int c;
		int want;
		struct lucid_net_tx tx;
		struct lucid_net_settings s;
	} rows[] = {
		{ 3, -LUCID_CLOSE_BAD_FIELD, SLOT, { .queues = 1 } },
		{ 1, -LUCID_CLOSE_BAD_FIELD, SLOT, { .queues = 3 } },
		{ 1, -LUCID_CLOSE_BAD_ADDRESS, { .nseg = 1, .flags = LUCID_NET_SETTINGS,
						 .seg[0] = { RIG_WINDOW - 704, 712, 0 } },
		  { .queues = 1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		open_queues(2);
		assert_int_equal(set(rows[i].c, rows[i].tx, &rows[i].s), rows[i].want);
		assert_int_equal(rig_stop(&r), -rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends), cmocka_unit_test(waits), cmocka_unit_test(receives),
		cmocka_unit_test(bad_buffer), cmocka_unit_test(renews),
		cmocka_unit_test(settings), cmocka_unit_test(bad_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
