// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: frames go out whole and in order with the right offload header, a queue that is full
 * stops and goes on, and a parent that breaks the protocol or completes nothing closes the card.
 * Does not prove what becomes of the frames in the parent.
 */
#include <linux/delay.h>

#include "card.h"

static void tx_test_sizes(struct kunit *test)
{
	static const u32 lens[] = { 14, 60, 64, 1514, 2048, 2049, 9014, LUCID_NET_MAX_FRAME };
	struct lucid_net_tx tx;
	u32 i;

	fake_card_connect(test);
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		fake_send(fake_frame_skb(test, lens[i]));
		fake_settle();
		KUNIT_EXPECT_EQ(test, fake_sent(&tx), lens[i]);
		KUNIT_EXPECT_EQ(test, tx.hdr.flags, 0);
		fake_sent_done(&tx, LUCID_IO_OK);
		fake_settle();
	}
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 0);
	fake_send(fake_frame_skb(test, 13));
	fake_send(fake_frame_skb(test, LUCID_NET_MAX_FRAME + 1));
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 0);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.tx_dropped, 2);
}

static void tx_test_pieces(struct kunit *test)
{
	struct sk_buff *skb;
	struct lucid_net_tx tx;
	struct page *page;
	u32 i;

	fake_card_connect(test);
	skb = fake_frame_skb(test, 100);
	for (i = 0; i < 3; i++) {
		page = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
		fake_frame(page_address(page), 100 + i * 1000, 1000);
		skb_add_rx_frag(skb, i, page, 0, 1000, PAGE_SIZE);
	}
	fake_send(skb);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 3100);
}

static void tx_test_offloads(struct kunit *test)
{
	struct lucid_net_tx tx;
	struct sk_buff *skb;

	fake_card_connect(test);
	skb = fake_frame_skb(test, 1000);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb_set_transport_header(skb, 34);
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = 6;
	fake_send(skb);
	fake_settle();
	KUNIT_ASSERT_EQ(test, fake_sent(&tx), 1000);
	KUNIT_EXPECT_EQ(test, tx.hdr.flags, LUCID_NET_HDR_CSUM);
	KUNIT_EXPECT_EQ(test, tx.hdr.csum_start, 34);
	KUNIT_EXPECT_EQ(test, tx.hdr.csum_offset, 6);
	KUNIT_EXPECT_EQ(test, tx.hdr.gso_type, LUCID_NET_GSO_NONE);
	fake_sent_done(&tx, LUCID_IO_OK);
	fake_settle();
}

/* Twice as many frames as there are slots, of which the parent takes one now and then. */
static void tx_test_full(struct kunit *test)
{
	struct lucid_net_tx tx;
	u32 i, n = 0;

	fake_card_connect(test);
	for (i = 0; i < 600; i++)
		fake_send(fake_frame_skb(test, 1000));
	fake_settle();
	for (i = 0; i < 2000 && n < 600; i++) {
		while (fake_sent(&tx)) {
			n++;
			fake_sent_done(&tx, LUCID_IO_OK);
		}
		fake_settle();
	}
	KUNIT_EXPECT_EQ(test, n, 600);
	KUNIT_EXPECT_FALSE(test, netif_queue_stopped(fake_seen.netdev));
}

static void tx_test_errors(struct kunit *test)
{
	struct lucid_net_tx tx;

	fake_card_connect(test);
	fake_send(fake_frame_skb(test, 100));
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 100);
	fake_sent_done(&tx, LUCID_IO_INVALID);
	fake_settle();
	fake_send(fake_frame_skb(test, 100));
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_sent(&tx), 100);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.tx_errors, 1);
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
}

static void tx_test_forged(struct kunit *test)
{
	struct lucid_done done = { .id = 77 };

	fake_card_connect(test);
	fake_forge(&fake_dev[0], FAKE_TX, &done);
	fake_settle();
	fake_send(fake_frame_skb(test, 100));
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_BAD_ID);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(fake_seen.netdev));
}

static void tx_test_closed(struct kunit *test)
{
	fake_card_connect(test);
	fake_dev[0].holds = true;
	fake_close(&fake_dev[0], FAKE_TX, LUCID_CLOSE_BAD_LENGTH);
	fake_settle();
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(fake_seen.netdev));
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_CLOSED);
	fake_state(0, LUCID_STATE_FAILED);
	fake_settle();
}

static void tx_test_silence(struct kunit *test)
{
	u32 i;

	fake_card_connect(test);
	for (i = 0; i < 300; i++)
		fake_send(fake_frame_skb(test, 1000));
	msleep(3 * jiffies_to_msecs(lucid_patience()));
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_TIMEOUT);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(fake_seen.netdev));
}

static struct kunit_case tx_test_cases[] = {
	KUNIT_CASE(tx_test_sizes),
	KUNIT_CASE(tx_test_pieces),
	KUNIT_CASE(tx_test_offloads),
	KUNIT_CASE(tx_test_full),
	KUNIT_CASE(tx_test_errors),
	KUNIT_CASE(tx_test_forged),
	KUNIT_CASE(tx_test_closed),
	KUNIT_CASE(tx_test_silence),
	{}
};

static struct kunit_suite tx_test_suite = {
	.name = "lucid_net_tx",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = tx_test_cases,
};
kunit_test_suite(tx_test_suite);
