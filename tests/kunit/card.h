/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other end of a network card in device 0, for the suites of guest/linux/net: what the guest
 * sends is taken by hand, what its stack receives is kept. Knows nothing of the driver's inside.
 */
#ifndef LUCID_KUNIT_CARD_H
#define LUCID_KUNIT_CARD_H

#include <linux/netdevice.h>

#include "fake.h"
#include "ring/net_settings.h"

#define FAKE_RX		0		/* channels */
#define FAKE_TX		1
#define FAKE_PROTOCOL	0x88b5		/* for experiments */

struct fake_card {
	u32 received;			/* frames that the stack got */
	u32 len;			/* of the last one, with its header */
	u8 ip_summed;
	u16 gso_size;
	u32 hash;
	u32 wrong;			/* bytes that were not those sent */
	u32 settled;			/* settings that came */
	struct lucid_net_settings settings;	/* the last ones */
	u32 status;			/* with which they are answered */
	u32 sent;			/* frames that fake_card_serves() took */
};

extern struct fake_card fake_card;

/* The core, the driver and the card, offered but not announced. */
int fake_card_start(struct kunit *test);
void fake_card_end(struct kunit *test);
struct lucid_net_config *fake_card_config(void);

/* Offers so many queue pairs, and settings, which are answered at once; frames are just counted. */
void fake_card_serves(u32 queues);

/* Announces, opens and listens. */
void fake_card_connect(struct kunit *test);

/* A frame of @len bytes in which each byte tells its place. */
void fake_frame(u8 *to, u32 from, u32 len);
struct sk_buff *fake_frame_skb(struct kunit *test, u32 len);

/* Gives a frame to the stack to send. */
void fake_send(struct sk_buff *skb);

/* Takes the next sent frame, whole and right or counted as wrong: its length, or 0. */
u32 fake_sent(struct lucid_net_tx *tx);
void fake_sent_done(const struct lucid_net_tx *tx, u32 status);

/* Fills the next receive buffer with @len bytes of a frame, from @from on, and completes it. */
void fake_receive(u32 from, u32 len, const struct lucid_net_hdr *hdr);

#endif
