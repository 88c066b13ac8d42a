// SPDX-License-Identifier: BSD-2-Clause
/*
 * Network cards: from an offer to the Simple Network Protocol on the device's handle, and back. No
 * offload is accepted, so that every frame is an ordinary one.
 */
#include "guest/uefi/net.h"

#define LUCID_NET_TAIL	8		/* a VLAN tag, and room to a multiple of 8 */

static EFI_GUID lucid_snp_guid = EFI_SIMPLE_NETWORK_PROTOCOL_GUID;

static EFI_STATUS lucid_card_open(struct lucid_card *card)
{
	struct lucid_link *link = &card->dev->link;
	struct lucid_plan plan = {
		.channels = 2,
		.order = LUCID_ORDER,
		.window_min = 1,
		.sub = { sizeof(struct lucid_net_buf), sizeof(struct lucid_net_tx) },
		.comp = { sizeof(struct lucid_net_frame), sizeof(struct lucid_done) },
	};
	EFI_STATUS status;
	uint32_t n;
	int id;

	if (plan.order > link->offer.max_order)
		plan.order = link->offer.max_order;
	card->buffer = (card->config.mtu + LUCID_NET_HEADER + LUCID_NET_TAIL) / 8 * 8;
	plan.window_pages = (2 * card->buffer << plan.order) / LUCID_PAGE_SIZE + 1;
	plan.window_min = 2 * card->buffer * 2 / LUCID_PAGE_SIZE + 1;
	status = lucid_link_open(card->dev, &plan);
	if (EFI_ERROR(status))
		return status;
	card->slots = link->window.pages * LUCID_PAGE_SIZE / (2 * card->buffer);
	if (card->slots > 1U << link->order)
		card->slots = 1U << link->order;
	/* A new table of ids hands them out in order. */
	for (n = 0; n < card->slots; n++) {
		id = lucid_front_get(&link->chan[0].front);
		if (id >= 0)
			lucid_card_give(card, id);
	}
	lucid_chan_kick(&link->chan[0]);
	card->skip = false;
	card->waiting = false;
	card->flight = 0;
	return EFI_SUCCESS;
}

EFI_STATUS lucid_card_connect(struct lucid_card *card)
{
	struct lucid_device *dev = card->dev;
	EFI_STATUS status;

	if (dev->link.open && !card->broken && !lucid_link_lost(dev))
		return EFI_SUCCESS;
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	status = lucid_link_offer(dev);
	if (EFI_ERROR(status))
		return EFI_DEVICE_ERROR;
	memcpy(&card->config, dev->link.offer.config, sizeof(card->config));
	if (lucid_net_config_check(&card->config) || dev->link.offer.channels < 2) {
		lucid_say("card %u: bad configuration: MTU %u, link %u, %u queue pairs",
			  (uint32_t)dev->id, (uint32_t)card->config.mtu, card->config.link,
			  card->config.queues);
		return EFI_DEVICE_ERROR;
	}
	status = lucid_card_open(card);
	card->broken = EFI_ERROR(status);
	return status;
}

/* A card without an address gets one of those that nobody owns, another one each time. */
static void lucid_card_mac(struct lucid_card *card)
{
	EFI_SIMPLE_NETWORK_MODE *mode = &card->mode;
	uint8_t *mac = mode->PermanentAddress.Addr;
	uint64_t word = arch_tsc() * 0x9e3779b97f4a7c15ULL;
	uint32_t i, all = 0;

	for (i = 0; i < LUCID_NET_MAC; i++) {
		mac[i] = card->config.mac[i];
		all |= mac[i];
	}
	for (i = 0; i < LUCID_NET_MAC && !all; i++)
		mac[i] = word >> (16 + 8 * i);
	if (!all)
		mac[0] = (mac[0] & 0xfc) | 2;
	mode->CurrentAddress = mode->PermanentAddress;
	memset(mode->BroadcastAddress.Addr, 0xff, LUCID_NET_MAC);
}

static EFI_STATUS lucid_card_start(struct lucid_device *dev)
{
	struct lucid_card *card = lucid_alloc(sizeof(*card));
	EFI_STATUS status;

	if (!card)
		return EFI_OUT_OF_RESOURCES;
	card->dev = dev;
	status = lucid_card_connect(card);
	if (EFI_ERROR(status))
		goto no_link;
	lucid_card_protocol(card);
	lucid_card_mac(card);
	status = lucid_bs->CreateEvent(EVT_NOTIFY_WAIT, TPL_NOTIFY, lucid_card_wait, card,
				       &card->snp.WaitForPacket);
	if (EFI_ERROR(status))
		goto no_event;
	status = lucid_bs->InstallMultipleProtocolInterfaces(&dev->handle, &lucid_snp_guid,
							     &card->snp, NULL);
	if (EFI_ERROR(status))
		goto no_protocol;
	dev->priv = card;
	return EFI_SUCCESS;

no_protocol:
	lucid_bs->CloseEvent(card->snp.WaitForPacket);
no_event:
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
no_link:
	lucid_free(card);
	return status;
}

static EFI_STATUS lucid_card_stop(struct lucid_device *dev)
{
	struct lucid_card *card = dev->priv;
	EFI_STATUS status = lucid_bs->UninstallMultipleProtocolInterfaces(
		dev->handle, &lucid_snp_guid, &card->snp, NULL);

	if (EFI_ERROR(status))
		return status;
	lucid_bs->CloseEvent(card->snp.WaitForPacket);
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	lucid_free(card);
	return EFI_SUCCESS;
}

static void lucid_card_hand_over(struct lucid_device *dev)
{
	struct lucid_card *card = dev->priv;

	card->handed_over = true;
}

struct lucid_driver lucid_net_driver = {
	.binding = LUCID_DEVICE_BINDING,
	.type = LUCID_DEV_NET,
	.name = (const CHAR16 *)u"Lucid network driver",
	.noun = (const CHAR16 *)u"Lucid network card",
	.start = lucid_card_start,
	.stop = lucid_card_stop,
	.hand_over = lucid_card_hand_over,
};
