// SPDX-License-Identifier: BSD-2-Clause
/*
 * EFI_SIMPLE_NETWORK_PROTOCOL of a card: its states and what is not about frames. For net.c.
 */
#include "guest/uefi/net.h"

EFI_STATUS lucid_card_ready(struct lucid_card *card)
{
	if (card->mode.State == EfiSimpleNetworkStopped)
		return EFI_NOT_STARTED;
	if (card->mode.State != EfiSimpleNetworkInitialized || card->handed_over)
		return EFI_DEVICE_ERROR;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_snp_start(EFI_SIMPLE_NETWORK_PROTOCOL *self)
{
	struct lucid_card *card = lucid_card_of(self);

	if (!self)
		return EFI_INVALID_PARAMETER;
	if (card->mode.State != EfiSimpleNetworkStopped)
		return EFI_ALREADY_STARTED;
	if (card->handed_over)
		return EFI_DEVICE_ERROR;
	card->mode.State = EfiSimpleNetworkStarted;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_snp_stop(EFI_SIMPLE_NETWORK_PROTOCOL *self)
{
	struct lucid_card *card = lucid_card_of(self);

	if (!self)
		return EFI_INVALID_PARAMETER;
	if (card->mode.State == EfiSimpleNetworkStopped)
		return EFI_NOT_STARTED;
	if (card->mode.State != EfiSimpleNetworkStarted)
		return EFI_DEVICE_ERROR;
	card->mode.State = EfiSimpleNetworkStopped;
	return EFI_SUCCESS;
}

/* Connects a card that was lost, and begins with empty queues. At TPL_NOTIFY. */
static EFI_STATUS lucid_card_fresh(struct lucid_card *card)
{
	EFI_STATUS status = lucid_card_connect(card);

	if (EFI_ERROR(status))
		return EFI_DEVICE_ERROR;
	lucid_card_drain(card);
	card->mode.MediaPresent = card->config.link != 0;
	return EFI_SUCCESS;
}

/* More buffers than ours cannot be asked for: the sizes are hints. */
static EFI_STATUS EFIAPI lucid_snp_initialize(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINTN rx, UINTN tx)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_STATUS status;
	EFI_TPL tpl;

	if (!self)
		return EFI_INVALID_PARAMETER;
	if (card->mode.State == EfiSimpleNetworkStopped)
		return EFI_NOT_STARTED;
	if (card->mode.State != EfiSimpleNetworkStarted || card->handed_over)
		return EFI_DEVICE_ERROR;
	if (rx || tx)
		return EFI_UNSUPPORTED;
	tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	status = lucid_card_fresh(card);
	if (!EFI_ERROR(status))
		card->mode.State = EfiSimpleNetworkInitialized;
	lucid_bs->RestoreTPL(tpl);
	return status;
}

static EFI_STATUS EFIAPI lucid_snp_reset(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN extended)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_STATUS status;
	EFI_TPL tpl;

	(void)extended;
	if (!self)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	status = lucid_card_fresh(card);
	lucid_bs->RestoreTPL(tpl);
	return status;
}

static EFI_STATUS EFIAPI lucid_snp_shutdown(EFI_SIMPLE_NETWORK_PROTOCOL *self)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_SIMPLE_NETWORK_MODE *mode = &card->mode;
	EFI_STATUS status;

	if (!self)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	mode->State = EfiSimpleNetworkStarted;
	mode->ReceiveFilterSetting = 0;
	mode->MCastFilterCount = 0;
	mode->CurrentAddress = mode->PermanentAddress;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_snp_statistics(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN reset,
					      UINTN *bytes, EFI_NETWORK_STATISTICS *table)
{
	struct lucid_card *card = lucid_card_of(self);
	UINTN room = bytes ? *bytes : 0;
	EFI_STATUS status;

	if (!self || (table && !bytes))
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	if (bytes) {
		*bytes = sizeof(card->stats);
		if (table)
			memcpy(table, &card->stats, room < *bytes ? room : *bytes);
		if (!table || room < *bytes)
			status = EFI_BUFFER_TOO_SMALL;
	}
	if (reset && !EFI_ERROR(status))
		memset(&card->stats, 0, sizeof(card->stats));
	return status;
}

static EFI_STATUS EFIAPI lucid_snp_nvdata(EFI_SIMPLE_NETWORK_PROTOCOL *self, BOOLEAN read,
					  UINTN offset, UINTN bytes, void *data)
{
	EFI_STATUS status;

	(void)read;
	(void)offset;
	(void)bytes;
	(void)data;
	if (!self)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(lucid_card_of(self));
	return EFI_ERROR(status) ? status : EFI_UNSUPPORTED;
}

void lucid_card_protocol(struct lucid_card *card)
{
	card->mode = (EFI_SIMPLE_NETWORK_MODE){
		.State = EfiSimpleNetworkStopped,
		.HwAddressSize = LUCID_NET_MAC,
		.MediaHeaderSize = LUCID_NET_HEADER,
		.MaxPacketSize = card->config.mtu,
		.ReceiveFilterMask = EFI_SIMPLE_NETWORK_RECEIVE_UNICAST |
				     EFI_SIMPLE_NETWORK_RECEIVE_MULTICAST |
				     EFI_SIMPLE_NETWORK_RECEIVE_BROADCAST |
				     EFI_SIMPLE_NETWORK_RECEIVE_PROMISCUOUS |
				     EFI_SIMPLE_NETWORK_RECEIVE_PROMISCUOUS_MULTICAST,
		.MaxMCastFilterCount = MAX_MCAST_FILTER_CNT,
		.IfType = 1,		/* Ethernet, of RFC 1700 */
		.MacAddressChangeable = TRUE,
		.MultipleTxSupported = TRUE,
		.MediaPresentSupported = TRUE,
		.MediaPresent = card->config.link != 0,
	};
	card->snp = (EFI_SIMPLE_NETWORK_PROTOCOL){
		.Revision = EFI_SIMPLE_NETWORK_PROTOCOL_REVISION,
		.Start = lucid_snp_start,
		.Stop = lucid_snp_stop,
		.Initialize = lucid_snp_initialize,
		.Reset = lucid_snp_reset,
		.Shutdown = lucid_snp_shutdown,
		.ReceiveFilters = lucid_card_filters,
		.StationAddress = lucid_card_address,
		.Statistics = lucid_snp_statistics,
		.MCastIpToMac = lucid_card_multicast,
		.NvData = lucid_snp_nvdata,
		.GetStatus = lucid_card_status,
		.Transmit = lucid_card_send,
		.Receive = lucid_card_receive,
		.Mode = &card->mode,
	};
}
