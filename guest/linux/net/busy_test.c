// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: a card without room says so and loses nothing, goes on when something completes, sends
 * segmentation's headers as the stack meant them, and drops what comes after its end. Without the
 * stack's queues: frames are given to the driver itself. Does not prove how the stack waits.
 */
#include "card.h"

static netdev_tx_t busy_test_xmit(struct sk_buff *skb)
{
	struct net_device *netdev = fake_seen.netdev;
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	netdev_tx_t said;

	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	skb_set_queue_mapping(skb, 0);
	said = netdev_start_xmit(skb, netdev, txq, false);
	__netif_tx_unlock(txq);
	local_bh_enable();
	return said;
}

/* Frames of @len until there is no room: how many. */
static u32 busy_test_fill(struct kunit *test, u32 len)
{
	struct sk_buff *skb;
	u32 n;

	for (n = 0; n < 2000; n++) {
		skb = fake_frame_skb(test, len);
		if (busy_test_xmit(skb) == NETDEV_TX_BUSY) {
			kfree_skb(skb);
			break;
		}
	}
	return n;
}

static u32 busy_test_drain(void)
{
	struct lucid_net_tx tx;
	u32 n;

	for (n = 0; fake_sent(&tx); n++)
		fake_sent_done(&tx, LUCID_IO_OK);
	fake_settle();
	return n;
}

static void busy_test_slots(struct kunit *test)
{
	fake_card_connect(test);
	KUNIT_EXPECT_EQ(test, busy_test_fill(test, 60), 1U << FAKE_ORDER);
	KUNIT_EXPECT_TRUE(test, netif_queue_stopped(fake_seen.netdev));
	KUNIT_EXPECT_EQ(test, busy_test_drain(), 1U << FAKE_ORDER);
	KUNIT_EXPECT_FALSE(test, netif_queue_stopped(fake_seen.netdev));
	KUNIT_EXPECT_EQ(test, busy_test_xmit(fake_frame_skb(test, 60)), NETDEV_TX_OK);
	KUNIT_EXPECT_EQ(test, busy_test_drain(), 1);
}

/* Large frames use the memory up before the slots. */
static void busy_test_memory(struct kunit *test)
{
	u32 n;

	fake_card_connect(test);
	n = busy_test_fill(test, LUCID_NET_MAX_FRAME);
	KUNIT_EXPECT_GT(test, n, 2);
	KUNIT_EXPECT_LT(test, n, 1U << FAKE_ORDER);
	KUNIT_EXPECT_EQ(test, busy_test_drain(), n);
	KUNIT_EXPECT_EQ(test, busy_test_fill(test, LUCID_NET_MAX_FRAME), n);
	KUNIT_EXPECT_EQ(test, busy_test_drain(), n);
}

static struct sk_buff *busy_test_segments(struct kunit *test, u32 type)
{
	struct sk_buff *skb = fake_frame_skb(test, 3054);

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb_set_transport_header(skb, 34);
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = 6;
	skb_shinfo(skb)->gso_type = type;
	skb_shinfo(skb)->gso_size = 1000;
	skb_shinfo(skb)->gso_segs = 3;
	return skb;
}

static void busy_test_headers(struct kunit *test)
{
	struct lucid_net_tx tx;

	fake_card_connect(test);
	KUNIT_EXPECT_EQ(test, busy_test_xmit(busy_test_segments(test, SKB_GSO_TCPV4)),
			NETDEV_TX_OK);
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 3054);
	KUNIT_EXPECT_EQ(test, tx.hdr.gso_type, LUCID_NET_GSO_TCP4);
	KUNIT_EXPECT_EQ(test, tx.hdr.gso_size, 1000);
	KUNIT_EXPECT_EQ(test, tx.hdr.flags, LUCID_NET_HDR_CSUM);
	fake_sent_done(&tx, LUCID_IO_OK);
	busy_test_xmit(busy_test_segments(test, SKB_GSO_TCPV6));
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 3054);
	KUNIT_EXPECT_EQ(test, tx.hdr.gso_type, LUCID_NET_GSO_TCP6);
	fake_sent_done(&tx, LUCID_IO_OK);
	/* What the protocol has no word for is dropped. */
	busy_test_xmit(busy_test_segments(test, SKB_GSO_SCTP));
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 0);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.tx_dropped, 1);
}

static void busy_test_after_the_end(struct kunit *test)
{
	struct lucid_done done = { .id = 5 };

	fake_card_connect(test);
	fake_forge(&fake_dev[0], FAKE_TX, &done);
	fake_settle();
	busy_test_xmit(fake_frame_skb(test, 100));
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_BAD_ID);
	KUNIT_EXPECT_EQ(test, busy_test_xmit(fake_frame_skb(test, 100)), NETDEV_TX_OK);
	KUNIT_EXPECT_GE(test, fake_seen.netdev->stats.tx_dropped, 1);
}

static struct kunit_case busy_test_cases[] = {
	KUNIT_CASE(busy_test_slots),
	KUNIT_CASE(busy_test_memory),
	KUNIT_CASE(busy_test_headers),
	KUNIT_CASE(busy_test_after_the_end),
	{}
};

static struct kunit_suite busy_test_suite = {
	.name = "lucid_net_busy",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = busy_test_cases,
};
kunit_test_suite(busy_test_suite);
