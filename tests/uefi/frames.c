// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames through EFI_SIMPLE_NETWORK_PROTOCOL: what Transmit, Receive and GetStatus say, and an ARP
 * question that the parent, 10.79.0.1, answers. Does not prove: that a long transfer goes well.
 */
#include "tests/uefi/comply.h"

#define HEADER	14
#define ARP	42

static UINT8 comply_out[1600], comply_in[1600];

static void comply_transmit(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	EFI_SIMPLE_NETWORK_MODE *mode = snp->Mode;
	EFI_MAC_ADDRESS *to = &mode->BroadcastAddress;
	UINT16 type = 0x88b5;

	comply_is("Transmit: no buffer", snp->Transmit(snp, 0, 60, NULL, NULL, NULL, NULL),
		  EFI_INVALID_PARAMETER);
	comply_is("Transmit: less than a header",
		  snp->Transmit(snp, 0, HEADER - 1, comply_out, NULL, NULL, NULL),
		  EFI_BUFFER_TOO_SMALL);
	comply_is("Transmit: another header's size",
		  snp->Transmit(snp, HEADER - 1, 60, comply_out, NULL, to, &type),
		  EFI_INVALID_PARAMETER);
	comply_is("Transmit: a header without its address",
		  snp->Transmit(snp, HEADER, 60, comply_out, NULL, NULL, &type),
		  EFI_INVALID_PARAMETER);
	comply_is("Transmit: a header without its type",
		  snp->Transmit(snp, HEADER, 60, comply_out, NULL, to, NULL),
		  EFI_INVALID_PARAMETER);
	comply_is("Receive: no buffer", snp->Receive(snp, NULL, &(UINTN){ 60 }, NULL, NULL, NULL,
						     NULL), EFI_INVALID_PARAMETER);
	comply_is("Receive: no size", snp->Receive(snp, NULL, NULL, comply_in, NULL, NULL, NULL),
		  EFI_INVALID_PARAMETER);
}

/* Every buffer that was sent comes back once. */
static void comply_recycle(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	UINTN sent = 0, back = 0, tries, i;
	UINT16 type = 0x88b5;
	bool known = true;
	void *buffer;

	for (i = 0; i < 8; i++)
		sent += snp->Transmit(snp, HEADER, 60, comply_out + 64 * i, NULL,
				      &snp->Mode->BroadcastAddress, &type) == EFI_SUCCESS;
	for (tries = 0; tries < 2000 && back < sent; tries++) {
		if (snp->GetStatus(snp, NULL, &buffer) != EFI_SUCCESS || !buffer) {
			comply_bs->Stall(1000);
			continue;
		}
		known &= (UINT8 *)buffer >= comply_out && (UINT8 *)buffer < comply_out + 512;
		back++;
	}
	comply_true("Transmit: eight frames are taken", sent == 8);
	comply_true("GetStatus: each buffer comes back", back == sent && known);
	comply_true("GetStatus: and no other", snp->GetStatus(snp, NULL, &buffer) == EFI_SUCCESS &&
					       !buffer);
}

static UINT8 *comply_question(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	static const UINT8 arp[] = { 0, 1, 8, 0, 6, 4, 0, 1 }, us[] = { 10, 79, 0, 2 };
	static const UINT8 them[] = { 10, 79, 0, 1 };
	UINT8 *body = comply_out + HEADER;

	memset(comply_out, 0, sizeof(comply_out));
	memcpy(body, arp, sizeof(arp));
	memcpy(body + 8, &snp->Mode->CurrentAddress, 6);
	memcpy(body + 14, us, 4);
	memcpy(body + 24, them, 4);
	return comply_out;
}

/* Asks, and takes frames for so many milliseconds until the answer comes: its length, or 0. */
static UINTN comply_ask(EFI_SIMPLE_NETWORK_PROTOCOL *snp, UINTN ms, EFI_MAC_ADDRESS *from,
			EFI_MAC_ADDRESS *to, UINT16 *type)
{
	UINTN bytes, header, i;
	UINT16 arp = 0x0806;
	bool small = false;

	for (i = 0; i < ms; i++) {
		EFI_STATUS status;

		if (i % 500 == 0)
			snp->Transmit(snp, HEADER, ARP, comply_question(snp), NULL,
				      &snp->Mode->BroadcastAddress, &arp);
		bytes = small ? sizeof(comply_in) : 1;
		status = snp->Receive(snp, &header, &bytes, comply_in, from, to, type);
		if (status == EFI_BUFFER_TOO_SMALL && bytes > 1)
			small = true;
		if (status == EFI_SUCCESS && small && *type == arp && comply_in[21] == 2)
			return header == HEADER ? bytes : 0;
		if (status == EFI_NOT_READY)
			comply_bs->Stall(1000);
	}
	return 0;
}

static void comply_answer(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	EFI_MAC_ADDRESS from, to;
	UINT16 type;
	UINTN n;

	comply_is("ReceiveFilters: unicast and broadcast",
		  snp->ReceiveFilters(snp, EFI_SIMPLE_NETWORK_RECEIVE_UNICAST |
				      EFI_SIMPLE_NETWORK_RECEIVE_BROADCAST, 0, FALSE, 0, NULL),
		  EFI_SUCCESS);
	n = comply_ask(snp, 3000, &from, &to, &type);
	comply_true("an ARP question is answered, after EFI_BUFFER_TOO_SMALL", n >= ARP);
	comply_true("the answer is to us", n && !memcmp(&to, &snp->Mode->CurrentAddress, 6));
	comply_true("from whom it says", n && !memcmp(&from, comply_in + 22, 6));
	comply_is("ReceiveFilters: none", snp->ReceiveFilters(snp, 0, snp->Mode->ReceiveFilterMask,
							      FALSE, 0, NULL), EFI_SUCCESS);
	comply_true("without filters nothing comes", !comply_ask(snp, 50, &from, &to, &type));
}

void comply_frames(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	comply_transmit(snp);
	comply_recycle(snp);
	comply_answer(snp);
}
