// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of network cards has to stand. Its channel 0 brings frames.
 */
#include "tests/scripted/cases.h"

#define BAD	"bad configuration"
#define CARD(text, field, value, says) \
	CONFIG("[NET-6] " text, struct lucid_net_config, field, value, says)

static const struct patch configs[] = {
	CARD("a group address", mac[0], 3, "03:"),
	CARD("an MTU of 0", mtu, 0, "MTU 0"),
	CARD("an MTU of 67", mtu, 67, "MTU 67"),
	CARD("an unknown state of the link", link, 2, "link 2"),
	CARD("no queues", queues, 0, "0 queue pairs"),
	CARD("a reserved field", reserved[13], 1, BAD),
	PATCH("[NET-6] one channel", channels, 1, "in 1 channels"),
	PATCH("[DEV-9] a second disk 0 where the card was", type, LUCID_DEV_BLK, "bad id 0"),
};

static const struct patch changes[] = {
	CONFIG("an unknown state of the link once READY", struct lucid_net_config, link, 7,
	       "link 7"),
	CONFIG("[NET-7] an MTU of 67 once READY", struct lucid_net_config, mtu, 67, "ignored"),
	CONFIG("[NET-7] no queues once READY", struct lucid_net_config, queues, 0, "ignored"),
	CONFIG("[NET-7] another address once READY", struct lucid_net_config, mac[5], 9, "ignored"),
};

/* Its send queue has just been used, and stays stopped for several patiences. */
static void down(struct rig *r, struct victim *v)
{
	uint32_t generation = v->dev->offer.generation;

	case_child(r, v->works);
	case_child(r, "ip link set eth0 down; sleep 4");
	case_child(r, v->works);
	if (answer_state(r, v) != LUCID_STATE_READY || v->dev->offer.generation != generation)
		case_fail(r, "the child has closed");
}

static const struct deed deeds[] = {
	{ "a card that is down is not a parent that is silent", down },
};

void net_cases(struct rig *r)
{
	struct victim *v = &r->net;

	shared_cases(r, v);
	offer_cases(r, v, configs, COUNT(configs));
	net_frame_cases(r, v);
	change_cases(r, v, changes, COUNT(changes));
	net_piece_cases(r, v);
	deed_cases(r, v, deeds, COUNT(deeds));
}
