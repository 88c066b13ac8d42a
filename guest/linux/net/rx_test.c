// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: net headers. Frames of every size and split reach the stack whole, what the parent says
 * of checksums and segments is believed only if it fits the frame, and a completion that breaks
 * the protocol closes the card. Does not prove that the stack survives what it is given.
 */
#include <linux/etherdevice.h>

#include "card.h"

static void rx_test_sizes(struct kunit *test)
{
	static const u32 lens[] = { 14, 15, 60, 128, 129, 1514, 1600, 1601, 9014, 16384 };
	u32 i;

	fake_card_connect(test);
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		fake_receive(0, lens[i], NULL);
		KUNIT_EXPECT_EQ(test, fake_card.received, i + 1);
		KUNIT_EXPECT_EQ(test, fake_card.len, lens[i]);
		KUNIT_EXPECT_EQ(test, fake_card.hash, lens[i]);
	}
	/* Each buffer went back: many more frames than there are. */
	for (i = 0; i < 600; i++)
		fake_receive(0, 100, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, ARRAY_SIZE(lens) + 600);
}

static void rx_test_splits(struct kunit *test)
{
	const struct lucid_net_hdr more = { .more = 1 };

	fake_card_connect(test);
	fake_receive(0, 16384, &more);
	fake_receive(16384, 16384, &more);
	fake_receive(2 * 16384, 100, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 1);
	KUNIT_EXPECT_EQ(test, fake_card.len, 2 * 16384 + 100);
	/* Not even a whole header in the first buffer. */
	fake_receive(0, 5, &more);
	fake_receive(5, 1, &more);
	fake_receive(6, 200, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 2);
	KUNIT_EXPECT_EQ(test, fake_card.len, 206);
	fake_receive(0, 16384, &more);
	fake_receive(16384, 16384, &more);
	fake_receive(2 * 16384, 16384, &more);
	fake_receive(3 * 16384, 16384, &more);
	fake_receive(4 * 16384, LUCID_NET_MAX_FRAME - 4 * 16384, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.len, LUCID_NET_MAX_FRAME);
}

/* More pieces than a frame of the stack's may have: the frame is dropped, the next one is not. */
static void rx_test_crumbs(struct kunit *test)
{
	const struct lucid_net_hdr more = { .more = 1 };
	u32 i;

	fake_card_connect(test);
	for (i = 0; i < 40; i++)
		fake_receive(i * 20, 20, &more);
	fake_receive(800, 20, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 0);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.rx_dropped, 1);
	fake_receive(0, 100, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 1);
	fake_receive(0, 0, NULL);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.rx_dropped, 2);
	/* A part of a frame is still there at the end. */
	fake_receive(0, 100, &more);
}

static void rx_test_checksums(struct kunit *test)
{
	struct lucid_net_hdr hdr = { .flags = LUCID_NET_HDR_VALID };

	fake_card_connect(test);
	fake_receive(0, 200, &hdr);
	KUNIT_EXPECT_EQ(test, fake_card.ip_summed, CHECKSUM_UNNECESSARY);
	hdr = (struct lucid_net_hdr){ .flags = LUCID_NET_HDR_CSUM, .csum_start = 34,
				      .csum_offset = 6 };
	fake_receive(0, 200, &hdr);
	KUNIT_EXPECT_EQ(test, fake_card.received, 2);
	KUNIT_EXPECT_EQ(test, fake_card.ip_summed, CHECKSUM_PARTIAL);
	/* The checksum's place at the very end of the frame, and one byte behind it. */
	hdr.csum_start = 192;
	fake_receive(0, 200, &hdr);
	KUNIT_EXPECT_EQ(test, fake_card.received, 3);
	hdr.csum_start = 193;
	fake_receive(0, 200, &hdr);
	hdr.csum_start = 0xffff;
	hdr.csum_offset = 0xffff;
	fake_receive(0, 200, &hdr);
	KUNIT_EXPECT_EQ(test, fake_card.received, 3);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.rx_frame_errors, 2);
}

static void rx_test_bad_segments(struct kunit *test)
{
	static const struct lucid_net_hdr bad[] = {
		{ .gso_type = LUCID_NET_GSO_TCP4, .gso_size = 100 },
		{ .gso_type = LUCID_NET_GSO_TCP4, .flags = LUCID_NET_HDR_CSUM, .csum_start = 34 },
		{ .gso_type = LUCID_NET_GSO_TCP4, .flags = LUCID_NET_HDR_CSUM, .csum_start = 34,
		  .gso_size = 100, .hdr_len = 201 },
		{ .gso_type = LUCID_NET_GSO_UDP, .flags = LUCID_NET_HDR_CSUM, .csum_start = 34,
		  .gso_size = 100 },
		{ .gso_type = 0x7f, .flags = LUCID_NET_HDR_CSUM, .csum_start = 34,
		  .gso_size = 100 },
	};
	u32 i;

	fake_entry(0)->features &= ~(u64)LUCID_NET_F_USO;
	fake_card_connect(test);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		fake_receive(0, 200, &bad[i]);
	fake_receive(0, 13, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 0);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.rx_frame_errors, ARRAY_SIZE(bad) + 1);
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
}

#define FORGED(name, reason_is, ...)					\
static void rx_test_##name(struct kunit *test)				\
{									\
	struct lucid_net_frame frame = { __VA_ARGS__ };			\
									\
	fake_card_connect(test);					\
	fake_forge(&fake_dev[0], FAKE_RX, &frame);			\
	fake_settle();							\
	KUNIT_EXPECT_EQ(test, fake_card.received, 0);			\
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, reason_is);	\
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(fake_seen.netdev));	\
}

FORGED(unknown_id, LUCID_CLOSE_BAD_ID, .id = 1U << FAKE_ORDER, .len = 100)
FORGED(too_long, LUCID_CLOSE_BAD_LENGTH, .len = 16385)
FORGED(endless, LUCID_CLOSE_BAD_LENGTH, .hdr.more = 1)
FORGED(bad_more, LUCID_CLOSE_BAD_FIELD, .len = 100, .hdr.more = 2)
FORGED(bad_flags, LUCID_CLOSE_BAD_FIELD, .len = 100, .hdr.flags = 0x80)
FORGED(bad_reserved, LUCID_CLOSE_BAD_FIELD, .len = 100, .reserved = 1)

static struct kunit_case rx_test_cases[] = {
	KUNIT_CASE(rx_test_sizes),
	KUNIT_CASE(rx_test_splits),
	KUNIT_CASE(rx_test_crumbs),
	KUNIT_CASE(rx_test_checksums),
	KUNIT_CASE(rx_test_bad_segments),
	KUNIT_CASE(rx_test_unknown_id),
	KUNIT_CASE(rx_test_too_long),
	KUNIT_CASE(rx_test_endless),
	KUNIT_CASE(rx_test_bad_more),
	KUNIT_CASE(rx_test_bad_flags),
	KUNIT_CASE(rx_test_bad_reserved),
	{}
};

static struct kunit_suite rx_test_suite = {
	.name = "lucid_net_rx",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = rx_test_cases,
};
kunit_test_suite(rx_test_suite);
