// SPDX-License-Identifier: BSD-2-Clause
/*
 * Addresses: the parent hands over whatever reaches its interface, so the filters of the protocol
 * are applied here. For net_state.c and net_io.c.
 */
#include "guest/uefi/net.h"

static bool lucid_mac_equal(const void *a, const void *b)
{
	return !memcmp(a, b, LUCID_NET_MAC);
}

bool lucid_card_wants(struct lucid_card *card, const uint8_t *to)
{
	EFI_SIMPLE_NETWORK_MODE *mode = &card->mode;
	uint32_t on = mode->ReceiveFilterSetting, i;

	if (on & EFI_SIMPLE_NETWORK_RECEIVE_PROMISCUOUS)
		return true;
	if (lucid_mac_equal(to, mode->BroadcastAddress.Addr))
		return on & EFI_SIMPLE_NETWORK_RECEIVE_BROADCAST;
	if (!(to[0] & 1))
		return on & EFI_SIMPLE_NETWORK_RECEIVE_UNICAST &&
		       lucid_mac_equal(to, mode->CurrentAddress.Addr);
	if (on & EFI_SIMPLE_NETWORK_RECEIVE_PROMISCUOUS_MULTICAST)
		return true;
	for (i = 0; i < mode->MCastFilterCount; i++)
		if (lucid_mac_equal(to, mode->MCastFilter[i].Addr))
			return on & EFI_SIMPLE_NETWORK_RECEIVE_MULTICAST;
	return false;
}

EFI_STATUS EFIAPI lucid_card_filters(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINT32 enable,
				     UINT32 disable, BOOLEAN reset, UINTN count,
				     EFI_MAC_ADDRESS *list)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_SIMPLE_NETWORK_MODE *mode = &card->mode;
	EFI_STATUS status;
	UINTN i;

	if (!self)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	if ((enable | disable) & ~mode->ReceiveFilterMask)
		return EFI_INVALID_PARAMETER;
	if (!reset && (count > mode->MaxMCastFilterCount || (count && !list)))
		return EFI_INVALID_PARAMETER;
	for (i = 0; !reset && i < count; i++)
		if (!(list[i].Addr[0] & 1))
			return EFI_INVALID_PARAMETER;
	mode->ReceiveFilterSetting = (mode->ReceiveFilterSetting | enable) & ~disable;
	if (reset || count)
		mode->MCastFilterCount = reset ? 0 : count;
	for (i = 0; !reset && i < count; i++)
		mode->MCastFilter[i] = list[i];
	return EFI_SUCCESS;
}

EFI_STATUS EFIAPI lucid_card_address(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN reset,
				     EFI_MAC_ADDRESS *address)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_STATUS status;

	if (!self)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	if (!reset && (!address || address->Addr[0] & 1))
		return EFI_INVALID_PARAMETER;
	card->mode.CurrentAddress = reset ? card->mode.PermanentAddress : *address;
	return EFI_SUCCESS;
}

/* RFC 1112 and RFC 2464: the low 23 or 32 bits of the address behind a fixed beginning. */
EFI_STATUS EFIAPI lucid_card_multicast(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN ipv6,
				       EFI_IP_ADDRESS *ip, EFI_MAC_ADDRESS *mac)
{
	EFI_STATUS status;
	const uint8_t *from;

	if (!self)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(lucid_card_of(self));
	if (EFI_ERROR(status))
		return status;
	if (!ip || !mac)
		return EFI_INVALID_PARAMETER;
	from = (const uint8_t *)ip;
	if (ipv6 ? from[0] != 0xff : (from[0] & 0xf0) != 0xe0)
		return EFI_INVALID_PARAMETER;
	memset(mac, 0, sizeof(*mac));
	if (ipv6) {
		mac->Addr[0] = 0x33;
		mac->Addr[1] = 0x33;
		memcpy(&mac->Addr[2], &from[12], 4);
	} else {
		mac->Addr[0] = 0x01;
		mac->Addr[2] = 0x5e;
		mac->Addr[3] = from[1] & 0x7f;
		memcpy(&mac->Addr[4], &from[2], 2);
	}
	return EFI_SUCCESS;
}
