/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A network card inside. The link to the parent lasts as long as the driver; the states of the
 * Simple Network Protocol are our own. For the files net*.c.
 */
#ifndef LUCID_UEFI_NET_H
#define LUCID_UEFI_NET_H

#include "guest/uefi/lucid.h"
#include "ring/net.h"

#define LUCID_NET_HEADER	14U	/* of an Ethernet frame */
#define LUCID_NET_SLOTS		(1 << LUCID_ORDER)
#define LUCID_NET_MAC		6

struct lucid_card {
	struct lucid_device *dev;
	EFI_SIMPLE_NETWORK_PROTOCOL snp;
	EFI_SIMPLE_NETWORK_MODE mode;
	EFI_NETWORK_STATISTICS stats;
	struct lucid_net_config config;
	uint32_t buffer;		/* bytes of each, in both directions */
	uint32_t slots;			/* buffers of each direction */
	bool broken;			/* until it is started again */
	bool handed_over;

	/* Receiving: at most one frame has been taken out of the ring. */
	bool waiting;			/* there is one */
	bool skip;			/* the rest of a frame that is too long */
	struct lucid_net_frame frame;

	/* Sending: buffers of the caller that have been sent, in their order. */
	void *sent[LUCID_NET_SLOTS];	/* by id; NULL: nobody will ask */
	uint32_t flight;
	void *done[LUCID_NET_SLOTS];
	uint32_t done_in, done_out;	/* counted, modulo the slots */
	uint32_t events;		/* EFI_SIMPLE_NETWORK_*_INTERRUPT, not told yet */
};

static inline struct lucid_card *lucid_card_of(EFI_SIMPLE_NETWORK_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_card, snp));
}

/* Whether calls that need the card may be made: EFI_SUCCESS, or what to answer with. */
EFI_STATUS lucid_card_ready(struct lucid_card *card);

/* ---- net.c ---- */

/* Connects again, if that is what it takes. */
EFI_STATUS lucid_card_connect(struct lucid_card *card);

/* ---- net_io.c ---- */

/* Gives a receive buffer to the parent. */
void lucid_card_give(struct lucid_card *card, uint32_t id);

/* Takes completions of both directions. */
void lucid_card_poll(struct lucid_card *card);

/* Forgets what was received, and what was sent but not asked for. */
void lucid_card_drain(struct lucid_card *card);

EFI_STATUS EFIAPI lucid_card_status(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINT32 *events, void **sent);
EFI_STATUS EFIAPI lucid_card_send(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINTN header, UINTN bytes,
				  void *data, EFI_MAC_ADDRESS *from, EFI_MAC_ADDRESS *to,
				  UINT16 *protocol);
EFI_STATUS EFIAPI lucid_card_receive(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINTN *header,
				     UINTN *bytes, void *data, EFI_MAC_ADDRESS *from,
				     EFI_MAC_ADDRESS *to, UINT16 *protocol);
void EFIAPI lucid_card_wait(EFI_EVENT event, void *context);

/* ---- net_filter.c: which frames are wanted ---- */

bool lucid_card_wants(struct lucid_card *card, const uint8_t *to);
EFI_STATUS EFIAPI lucid_card_filters(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINT32 enable,
				     UINT32 disable, BOOLEAN reset, UINTN count,
				     EFI_MAC_ADDRESS *list);
EFI_STATUS EFIAPI lucid_card_address(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN reset,
				     EFI_MAC_ADDRESS *address);
EFI_STATUS EFIAPI lucid_card_multicast(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN ipv6,
				       EFI_IP_ADDRESS *ip, EFI_MAC_ADDRESS *mac);

/* ---- net_state.c ---- */

void lucid_card_protocol(struct lucid_card *card);

#endif
