// SPDX-License-Identifier: GPL-2.0-only
/*
 * The boot order of the next start: first the network's HTTP over IPv4, then the firmware's shell,
 * then disk ORDER_DISK. Firmware made these options in this start; in the next one they work if the
 * paths in them are those of the same devices then.
 */
#include "tests/uefi/comply.h"

#define ORDER_DISK	3
#define ORDER_SHELL	"EFI Internal Shell"
#define ORDER_MAX	64
#define MSG_URI		24

static EFI_GUID order_global = EFI_GLOBAL_VARIABLE;

static UINT8 order_option[4096];

/* The number of a Lucid device in a node: what follows the GUID of a vendor's hardware node. */
static INTN order_device(const EFI_DEVICE_PATH *node)
{
	return DevicePathType(node) == HARDWARE_DEVICE_PATH && DevicePathNodeLength(node) == 24 ?
		       ((const UINT8 *)node)[22] : -1;
}

/* Which of the three an option with this name and path is, or -1. */
static INTN order_rank(const UINT16 *name, const UINT8 *path, UINTN bytes)
{
	static const char shell[] = ORDER_SHELL;
	const EFI_DEVICE_PATH *node;
	bool uri = false, ipv4 = false;
	INTN disk = -1;
	UINTN at, n;

	for (n = 0; n < sizeof(shell) && name[n] == (UINT16)shell[n]; n++)
		;
	if (n == sizeof(shell))
		return 1;
	for (at = 0; at + sizeof(*node) <= bytes; at += n) {
		node = (const EFI_DEVICE_PATH *)(path + at);
		n = DevicePathNodeLength(node);
		if (n < sizeof(*node) || at + n > bytes || IsDevicePathEndType(node))
			break;
		if (order_device(node) >= 0)
			disk = order_device(node);
		if (DevicePathType(node) == MESSAGING_DEVICE_PATH) {
			uri |= DevicePathSubType(node) == MSG_URI;
			ipv4 |= DevicePathSubType(node) == MSG_IPv4_DP;
			disk = -1;
		}
	}
	return uri && ipv4 ? 0 : disk == ORDER_DISK ? 2 : -1;
}

/* Attributes, length of the path, name, path: that is what a boot option consists of. */
static INTN order_of(UINT16 number)
{
	static const char digit[] = "0123456789ABCDEF";
	UINT16 name[9] = { 'B', 'o', 'o', 't' };
	UINTN bytes = sizeof(order_option), at, i;

	for (i = 0; i < 4; i++)
		name[4 + i] = (UINT16)digit[number >> (12 - 4 * i) & 15];
	if (comply_st->RuntimeServices->GetVariable((CHAR16 *)name, &order_global, NULL, &bytes,
						    order_option) != EFI_SUCCESS)
		return -1;
	for (at = 6; at + 1 < bytes && (order_option[at] || order_option[at + 1]); at += 2)
		;
	if (at + 2 >= bytes)
		return -1;
	return order_rank((UINT16 *)(void *)(order_option + 6), order_option + at + 2,
			  bytes - at - 2);
}

void comply_order(void)
{
	static const UINT16 name[] = { 'B', 'o', 'o', 't', 'O', 'r', 'd', 'e', 'r', 0 };
	EFI_RUNTIME_SERVICES *rt = comply_st->RuntimeServices;
	UINT16 old[ORDER_MAX], new[3] = { 0 };
	UINTN bytes = sizeof(old), i;
	UINT32 attributes, found = 0;

	comply_is("there is a boot order",
		  rt->GetVariable((CHAR16 *)name, &order_global, &attributes, &bytes, old),
		  EFI_SUCCESS);
	for (i = 0; i < bytes / 2 && i < ORDER_MAX; i++) {
		INTN rank = order_of(old[i]);

		if (rank < 0)
			continue;
		new[rank] = old[i];
		found |= 1U << rank;
	}
	comply_true("it has HTTP over IPv4, the shell, and the last disk", found == 7);
	comply_is("the boot order is changed",
		  rt->SetVariable((CHAR16 *)name, &order_global, attributes, sizeof(new), new),
		  EFI_SUCCESS);
}
