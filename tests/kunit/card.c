// SPDX-License-Identifier: GPL-2.0-only
/* The other end of card.h. */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "card.h"

struct fake_card fake_card;

struct lucid_net_config *fake_card_config(void)
{
	return (struct lucid_net_config *)fake_entry(0)->config;
}

static u8 fake_byte(u32 at)
{
	static const u8 header[ETH_HLEN] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2,
					     FAKE_PROTOCOL >> 8, FAKE_PROTOCOL & 0xff };

	return at < ETH_HLEN ? header[at] : at * 7 + (at >> 8);
}

void fake_frame(u8 *to, u32 from, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		to[i] = fake_byte(from + i);
}

static void fake_compare(const u8 *bytes, u32 from, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		fake_card.wrong += bytes[i] != fake_byte(from + i);
}

struct sk_buff *fake_frame_skb(struct kunit *test, u32 len)
{
	struct sk_buff *skb = alloc_skb(len + 64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, skb);
	skb_reserve(skb, 64);
	fake_frame(skb_put(skb, len), 0, len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, min_t(u32, len, ETH_HLEN));
	skb->protocol = htons(FAKE_PROTOCOL);
	skb->dev = fake_seen.netdev;
	return skb;
}

void fake_send(struct sk_buff *skb)
{
	dev_queue_xmit(skb);
}

u32 fake_sent(struct lucid_net_tx *tx)
{
	struct lucid_net_terms terms = { .features = fake_dev[0].answer.features };
	u32 i, at = 0;

	if (fake_take(&fake_dev[0], FAKE_TX, tx) != 1)
		return 0;
	if (lucid_windows_init(&terms.windows, fake_dev[0].answer.window) ||
	    lucid_net_tx_check(&terms, tx))
		fake_card.wrong++;
	for (i = 0; i < tx->nseg && i < LUCID_NET_SEGS; i++) {
		const u8 *bytes = fake_seg(&fake_dev[0], &tx->seg[i]);

		if (bytes)
			fake_compare(bytes, at, tx->seg[i].len);
		at += tx->seg[i].len;
	}
	return at;
}

void fake_sent_done(const struct lucid_net_tx *tx, u32 status)
{
	struct lucid_done done = { .id = tx->id, .status = status };

	fake_complete(&fake_dev[0], FAKE_TX, &done);
}

void fake_receive(u32 from, u32 len, const struct lucid_net_hdr *hdr)
{
	struct lucid_net_frame frame = { .len = len, .hash = len };
	struct lucid_net_buf buf;
	u8 *bytes;

	if (fake_take(&fake_dev[0], FAKE_RX, &buf) != 1) {
		fake_card.wrong++;
		return;
	}
	if (hdr)
		frame.hdr = *hdr;
	bytes = fake_seg(&fake_dev[0], &buf.seg);
	if (bytes && len <= buf.seg.len)
		fake_frame(bytes, from, len);
	frame.id = buf.id;
	fake_complete(&fake_dev[0], FAKE_RX, &frame);
	fake_settle();
}

static u32 fake_settings(struct fake_dev *dev, u32 chan, const struct lucid_net_tx *tx)
{
	struct lucid_net_terms terms = { .features = dev->answer.features };
	const void *bytes = fake_seg(dev, &tx->seg[0]);

	fake_card.settled++;
	if (lucid_windows_init(&terms.windows, dev->answer.window) ||
	    lucid_net_settings_slot(&terms, chan, tx) || !bytes) {
		fake_card.wrong++;
		return LUCID_IO_ERROR;
	}
	memcpy(&fake_card.settings, bytes, sizeof(fake_card.settings));
	fake_card.wrong += !!lucid_net_settings_check(&fake_card.settings, terms.features,
						      dev->answer.channels / 2);
	return fake_card.status;
}

static void fake_serves(struct fake_dev *dev, u32 chan)
{
	struct lucid_net_tx tx;

	while (chan % 2 && fake_take(dev, chan, &tx) == 1) {
		struct lucid_done done = { .id = tx.id };

		if (tx.flags & LUCID_NET_SETTINGS)
			done.status = fake_settings(dev, chan, &tx);
		else
			fake_card.sent++;
		fake_complete(dev, chan, &done);
	}
}

void fake_card_serves(u32 queues)
{
	fake_hv.online = queues;
	fake_card_config()->queues = queues;
	fake_entry(0)->features |= LUCID_NET_F_SETTINGS;
	fake_dev[0].serve = fake_serves;
}

static int fake_listen(struct sk_buff *skb, struct net_device *netdev, struct packet_type *type,
		       struct net_device *orig)
{
	u8 bytes[64];
	u32 at, n;

	if (skb->pkt_type == PACKET_OUTGOING || netdev != fake_seen.netdev)
		goto out;
	fake_card.received++;
	fake_card.len = skb->len + ETH_HLEN;
	fake_card.ip_summed = skb->ip_summed;
	fake_card.gso_size = skb_shinfo(skb)->gso_size;
	fake_card.hash = skb->hash;
	for (at = 0; at < skb->len; at += n) {
		n = min_t(u32, skb->len - at, sizeof(bytes));
		if (skb_copy_bits(skb, at, bytes, n))
			fake_card.wrong++;
		fake_compare(bytes, at + ETH_HLEN, n);
	}
out:
	kfree_skb(skb);
	return 0;
}

static struct packet_type fake_listener = { .type = htons(ETH_P_ALL), .func = fake_listen };

int fake_card_start(struct kunit *test)
{
	int err = fake_start_core(test);

	fake_card = (struct fake_card){};
	/* Who wants settings has to answer them: fake_card_serves(). */
	fake_offer(0, LUCID_DEV_NET, 0)->features &= ~(u64)LUCID_NET_F_SETTINGS;
	if (!err)
		err = fake_run_lucid_net_driver_init();
	if (!err)
		dev_add_pack(&fake_listener);
	return err;
}

void fake_card_end(struct kunit *test)
{
	fake_fail_nth(0);
	dev_remove_pack(&fake_listener);
	fake_run_lucid_net_driver_exit();
	fake_end_core(test);
	KUNIT_EXPECT_EQ_MSG(test, fake_card.wrong, 0, "wrong bytes or frames");
}

void fake_card_connect(struct kunit *test)
{
	fake_announce();
	fake_settle();
	KUNIT_ASSERT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_open(fake_seen.netdev, NULL), 0);
	rtnl_unlock();
	fake_settle();
}
