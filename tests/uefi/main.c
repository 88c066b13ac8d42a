// SPDX-License-Identifier: GPL-2.0-only
/*
 * The compliance application's entry: finds what there is to test, decides on the next start's boot
 * order, and resets the machine.
 */
#include "tests/uefi/comply.h"

EFI_SYSTEM_TABLE *comply_st;
EFI_BOOT_SERVICES *comply_bs;

static EFI_GUID comply_block_guid = EFI_BLOCK_IO_PROTOCOL_GUID;
static EFI_GUID comply_block2_guid = EFI_BLOCK_IO2_PROTOCOL_GUID;
static EFI_GUID comply_net_guid = EFI_SIMPLE_NETWORK_PROTOCOL_GUID;
static EFI_GUID comply_rng_guid = EFI_RNG_PROTOCOL_GUID;

static UINTN comply_handles(EFI_GUID *guid, EFI_HANDLE **handle)
{
	UINTN n = 0;

	if (comply_bs->LocateHandleBuffer(ByProtocol, guid, NULL, &n, handle) != EFI_SUCCESS)
		return 0;
	return n;
}

/* Firmware that has a boot order connects no more than that needs. */
static void comply_connect(void)
{
	EFI_HANDLE *handle;
	UINTN i, n = 0;

	comply_bs->LocateHandleBuffer(AllHandles, NULL, NULL, &n, &handle);
	for (i = 0; i < n; i++)
		comply_bs->ConnectController(handle[i], NULL, NULL, TRUE);
}

static void *comply_of(EFI_HANDLE handle, EFI_GUID *guid)
{
	void *protocol;

	return comply_bs->HandleProtocol(handle, guid, &protocol) == EFI_SUCCESS ? protocol : NULL;
}

static bool comply_marked(EFI_BLOCK_IO_PROTOCOL *io)
{
	const EFI_BLOCK_IO_MEDIA *media = io->Media;
	UINT8 *data = comply_alloc(media->BlockSize);

	return media->MediaPresent && !media->LogicalPartition &&
	       io->ReadBlocks(io, media->MediaId, 0, media->BlockSize, data) == EFI_SUCCESS &&
	       !memcmp(data, COMPLY_MARK, sizeof(COMPLY_MARK) - 1);
}

static void comply_disks(void)
{
	EFI_HANDLE *handle, last = NULL;
	UINTN i, n;

	n = comply_handles(&comply_block_guid, &handle);
	for (i = 0; i < n; i++) {
		EFI_BLOCK_IO_PROTOCOL *io = comply_of(handle[i], &comply_block_guid);
		EFI_BLOCK_IO2_PROTOCOL *io2 = comply_of(handle[i], &comply_block2_guid);

		if (!comply_marked(io))
			continue;
		last = handle[i];
		comply_print(io->Media->ReadOnly ? "# a read-only disk\r\n" : "# a disk\r\n");
		comply_block(io);
		comply_true("BlockIo2 is there too", io2);
		if (io2)
			comply_block2(io2);
		comply_speed(io);
		if (!io->Media->ReadOnly)
			comply_revive(io);
	}
	comply_true("there was a disk to test", last);
	if (!last)
		return;
	comply_names(last);
	comply_model(last);
}

/*
 * Network stacks show a card once more for each kind of address, and take its frames: they have to
 * go while it is tested.
 */
static void comply_cards(EFI_HANDLE image)
{
	EFI_SIMPLE_NETWORK_PROTOCOL *last = NULL;
	EFI_HANDLE *handle;
	UINTN i, n = comply_handles(&comply_net_guid, &handle), cards = 0;

	for (i = 0; i < n; i++) {
		EFI_SIMPLE_NETWORK_PROTOCOL *snp = comply_of(handle[i], &comply_net_guid);

		if (!snp || snp == last)
			continue;
		comply_bs->OpenProtocol(handle[i], &comply_net_guid, (void **)&snp, image, NULL,
					EFI_OPEN_PROTOCOL_EXCLUSIVE);
		last = snp;
		cards++;
		comply_net(snp);
	}
	comply_true("there was a network card to test", cards);
}

static void comply_rng(void)
{
	static EFI_GUID raw = EFI_RNG_ALGORITHM_RAW;
	EFI_RNG_PROTOCOL *rng;
	EFI_HANDLE *handle;
	UINT8 a[256] = { 0 }, b[256] = { 0 };
	UINTN bytes = 0;

	if (!comply_handles(&comply_rng_guid, &handle))
		return;
	rng = comply_of(handle[0], &comply_rng_guid);
	comply_is("Rng: GetInfo, no room", rng->GetInfo(rng, &bytes, NULL), EFI_BUFFER_TOO_SMALL);
	comply_is("Rng: GetRNG of nothing", rng->GetRNG(rng, NULL, 0, a), EFI_INVALID_PARAMETER);
	comply_is("Rng: GetRNG, no buffer", rng->GetRNG(rng, NULL, 8, NULL), EFI_INVALID_PARAMETER);
	comply_is("Rng: GetRNG, unknown algorithm", rng->GetRNG(rng, &comply_rng_guid, 8, a),
		  EFI_UNSUPPORTED);
	comply_is("Rng: GetRNG", rng->GetRNG(rng, NULL, sizeof(a), a), EFI_SUCCESS);
	comply_is("Rng: GetRNG, raw", rng->GetRNG(rng, &raw, sizeof(b), b), EFI_SUCCESS);
	comply_true("Rng: no bytes come twice", memcmp(a, b, sizeof(a)));
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	comply_st = table;
	comply_bs = table->BootServices;
	comply_bs->SetWatchdogTimer(0, 0, 0, NULL);
	comply_print("KTAP version 1\r\n");
	comply_connect();
	comply_disks();
	comply_cards(image);
	comply_rng();
	comply_console();
	comply_order();
	comply_end();
	table->RuntimeServices->ResetSystem(EfiResetCold, EFI_SUCCESS, 0, NULL);
	return EFI_SUCCESS;
}
