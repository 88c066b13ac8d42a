// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI_SIMPLE_NETWORK_PROTOCOL, from the UEFI specification's section of that name: each function in
 * each of the three states, and what it says to bad arguments. Does not prove anything about
 * frames: see frames.c.
 */
#include "tests/uefi/comply.h"

static EFI_MAC_ADDRESS comply_mac;
static UINT8 comply_frame[64];

/* All functions but Start, Stop and Initialize, with good arguments. */
static EFI_STATUS comply_call(EFI_SIMPLE_NETWORK_PROTOCOL *snp, UINTN which)
{
	EFI_IP_ADDRESS ip = { .v4.Addr = { 224, 0, 0, 1 } };
	UINTN bytes = sizeof(comply_frame);
	UINT32 events;

	switch (which) {
	case 0:
		return snp->Reset(snp, FALSE);
	case 1:
		return snp->Shutdown(snp);
	case 2:
		return snp->ReceiveFilters(snp, 0, 0, FALSE, 0, NULL);
	case 3:
		return snp->StationAddress(snp, TRUE, NULL);
	case 4:
		return snp->Statistics(snp, TRUE, NULL, NULL);
	case 5:
		return snp->MCastIpToMac(snp, FALSE, &ip, &comply_mac);
	case 6:
		return snp->GetStatus(snp, &events, NULL);
	case 7:
		return snp->Transmit(snp, 0, bytes, comply_frame, NULL, NULL, NULL);
	default:
		return snp->Receive(snp, NULL, &bytes, comply_frame, NULL, NULL, NULL);
	}
}

static const char *const comply_name[] = {
	"Reset", "Shutdown", "ReceiveFilters", "StationAddress", "Statistics", "MCastIpToMac",
	"GetStatus", "Transmit", "Receive",
};

static void comply_all(EFI_SIMPLE_NETWORK_PROTOCOL *snp, const char *state, EFI_STATUS want)
{
	UINTN i;

	comply_print("# SimpleNetwork: ");
	comply_print(state);
	comply_print("\r\n");
	for (i = 0; i < sizeof(comply_name) / sizeof(comply_name[0]); i++)
		comply_is(comply_name[i], comply_call(snp, i), want);
}

static void comply_states(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	comply_all(snp, "stopped", EFI_NOT_STARTED);
	comply_is("Stop", snp->Stop(snp), EFI_NOT_STARTED);
	comply_is("Initialize", snp->Initialize(snp, 0, 0), EFI_NOT_STARTED);
	comply_is("Start", snp->Start(snp), EFI_SUCCESS);
	comply_true("the state is started", snp->Mode->State == EfiSimpleNetworkStarted);
	comply_all(snp, "started", EFI_DEVICE_ERROR);
	comply_is("Start", snp->Start(snp), EFI_ALREADY_STARTED);
	comply_is("Initialize", snp->Initialize(snp, 0, 0), EFI_SUCCESS);
	comply_true("the state is initialized", snp->Mode->State == EfiSimpleNetworkInitialized);
	comply_print("# SimpleNetwork: initialized\r\n");
	comply_is("Start", snp->Start(snp), EFI_ALREADY_STARTED);
	comply_is("Stop", snp->Stop(snp), EFI_DEVICE_ERROR);
	comply_is("Initialize", snp->Initialize(snp, 0, 0), EFI_DEVICE_ERROR);
	comply_is("Reset", snp->Reset(snp, FALSE), EFI_SUCCESS);
	comply_is("Reset, thorough", snp->Reset(snp, TRUE), EFI_SUCCESS);
}

/* The tables of the parameters, of an initialized card. */
static void comply_arguments(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	EFI_SIMPLE_NETWORK_MODE *mode = snp->Mode;
	EFI_NETWORK_STATISTICS stats;
	EFI_MAC_ADDRESS list[2] = { { { 1, 0, 0x5e, 0, 0, 1 } }, { { 2, 0, 0, 0, 0, 1 } } };
	UINT32 all = mode->ReceiveFilterMask;
	UINTN bytes = 1;

	comply_print("# SimpleNetwork: arguments\r\n");
	comply_is("ReceiveFilters: an unknown bit",
		  snp->ReceiveFilters(snp, ~all, 0, FALSE, 0, NULL), EFI_INVALID_PARAMETER);
	comply_is("ReceiveFilters: too many addresses",
		  snp->ReceiveFilters(snp, 0, 0, FALSE, mode->MaxMCastFilterCount + 1, list),
		  EFI_INVALID_PARAMETER);
	comply_is("ReceiveFilters: a count and no list",
		  snp->ReceiveFilters(snp, 0, 0, FALSE, 1, NULL), EFI_INVALID_PARAMETER);
	comply_is("ReceiveFilters: an address that is not multicast",
		  snp->ReceiveFilters(snp, 0, 0, FALSE, 2, list), EFI_INVALID_PARAMETER);
	comply_is("ReceiveFilters: all bits", snp->ReceiveFilters(snp, all, 0, FALSE, 1, list),
		  EFI_SUCCESS);
	comply_true("ReceiveFilters: the mode says so", mode->ReceiveFilterSetting == all &&
							 mode->MCastFilterCount == 1);
	comply_is("ReceiveFilters: none", snp->ReceiveFilters(snp, all, all, TRUE, 0, NULL),
		  EFI_SUCCESS);
	comply_true("ReceiveFilters: who disables what he enables, disables",
		    !mode->ReceiveFilterSetting && !mode->MCastFilterCount);
	comply_is("Statistics: too small", snp->Statistics(snp, FALSE, &bytes, &stats),
		  EFI_BUFFER_TOO_SMALL);
	comply_true("Statistics: the size that is needed", bytes == sizeof(stats));
	comply_is("Statistics", snp->Statistics(snp, FALSE, &bytes, &stats), EFI_SUCCESS);
	comply_is("Statistics: a table and no size", snp->Statistics(snp, FALSE, NULL, &stats),
		  EFI_INVALID_PARAMETER);
	comply_is("StationAddress: neither one nor reset", snp->StationAddress(snp, FALSE, NULL),
		  EFI_INVALID_PARAMETER);
	comply_is("GetStatus: nothing is asked", snp->GetStatus(snp, NULL, NULL),
		  EFI_INVALID_PARAMETER);
	if (!mode->NvRamSize)
		comply_is("NvData: there is none", snp->NvData(snp, TRUE, 0, 4, &stats),
			  EFI_UNSUPPORTED);
}

static void comply_multicast(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	static const UINT8 want4[] = { 0x01, 0x00, 0x5e, 0x01, 0x02, 0x03 };
	static const UINT8 want6[] = { 0x33, 0x33, 0xff, 0xaa, 0xbb, 0xcc };
	EFI_IP_ADDRESS v4 = { .v4.Addr = { 239, 129, 2, 3 } };
	EFI_IP_ADDRESS v6 = { .v6.Addr = { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xaa, 0xbb,
					   0xcc } };
	EFI_IP_ADDRESS one = { .v4.Addr = { 10, 0, 0, 1 } };

	comply_is("MCastIpToMac: no address", snp->MCastIpToMac(snp, FALSE, NULL, &comply_mac),
		  EFI_INVALID_PARAMETER);
	comply_is("MCastIpToMac: no result", snp->MCastIpToMac(snp, FALSE, &v4, NULL),
		  EFI_INVALID_PARAMETER);
	comply_is("MCastIpToMac: not multicast", snp->MCastIpToMac(snp, FALSE, &one, &comply_mac),
		  EFI_INVALID_PARAMETER);
	comply_is("MCastIpToMac: IPv4", snp->MCastIpToMac(snp, FALSE, &v4, &comply_mac),
		  EFI_SUCCESS);
	comply_true("MCastIpToMac: IPv4: its address", !memcmp(&comply_mac, want4, 6));
	comply_is("MCastIpToMac: IPv6", snp->MCastIpToMac(snp, TRUE, &v6, &comply_mac),
		  EFI_SUCCESS);
	comply_true("MCastIpToMac: IPv6: its address", !memcmp(&comply_mac, want6, 6));
}

/* Firmware may have started the card: it begins stopped. */
void comply_net(EFI_SIMPLE_NETWORK_PROTOCOL *snp)
{
	if (snp->Mode->State == EfiSimpleNetworkInitialized)
		snp->Shutdown(snp);
	if (snp->Mode->State == EfiSimpleNetworkStarted)
		snp->Stop(snp);
	comply_states(snp);
	comply_arguments(snp);
	comply_multicast(snp);
	comply_frames(snp);
	comply_is("Shutdown", snp->Shutdown(snp), EFI_SUCCESS);
	comply_is("Stop", snp->Stop(snp), EFI_SUCCESS);
	comply_true("the state is stopped", snp->Mode->State == EfiSimpleNetworkStopped);
}
