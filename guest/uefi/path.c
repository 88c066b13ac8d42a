// SPDX-License-Identifier: BSD-2-Clause
/*
 * Device paths. Below the bus a device is a vendor's hardware node with its type and number, and a
 * network card has the node of its address behind that, as boot managers and PXE expect.
 */
#include "guest/uefi/lucid.h"

/* Ours, drawn once: see also tests/uefi. */
#define LUCID_PATH_GUID \
	{ 0x3a5c0e2f, 0x91d4, 0x4b7e, { 0xa6, 0x18, 0x4c, 0x55, 0x43, 0x49, 0x44, 0x01 } }

struct lucid_path_node {
	VENDOR_DEVICE_PATH vendor;
	uint16_t type;			/* enum lucid_dev_type */
	uint16_t id;
} __attribute__((packed));

#define IF_TYPE_ETHERNET	1

static void lucid_path_header(EFI_DEVICE_PATH *node, uint8_t type, uint8_t sub, size_t bytes)
{
	node->Type = type;
	node->SubType = sub;
	SetDevicePathNodeLength(node, bytes);
}

/* Length of a path without its end; 0 if it is longer than any path is. */
static size_t lucid_path_bytes(const EFI_DEVICE_PATH *path)
{
	const uint8_t *at = (const uint8_t *)path;
	size_t bytes = 0;

	while (!IsDevicePathEndType((const EFI_DEVICE_PATH *)(at + bytes))) {
		size_t n = DevicePathNodeLength((const EFI_DEVICE_PATH *)(at + bytes));

		bytes += n;
		if (n < sizeof(*path) || bytes > 4096)
			return 0;
	}
	return bytes;
}

EFI_DEVICE_PATH *lucid_path_make(const EFI_DEVICE_PATH *bus, uint16_t type, uint16_t id,
				 const uint8_t *mac)
{
	struct lucid_path_node node = {
		.vendor.Guid = LUCID_PATH_GUID, .type = type, .id = id,
	};
	MAC_ADDR_DEVICE_PATH card = { .IfType = IF_TYPE_ETHERNET };
	EFI_DEVICE_PATH end;
	size_t n = lucid_path_bytes(bus);
	uint8_t *path = lucid_alloc(n + sizeof(node) + sizeof(card) + sizeof(end)), *at = path;

	if (!path)
		return NULL;
	memcpy(at, bus, n);
	at += n;
	lucid_path_header(&node.vendor.Header, HARDWARE_DEVICE_PATH, HW_VENDOR_DP, sizeof(node));
	memcpy(at, &node, sizeof(node));
	at += sizeof(node);
	if (mac) {
		lucid_path_header(&card.Header, MESSAGING_DEVICE_PATH, MSG_MAC_ADDR_DP,
				  sizeof(card));
		memcpy(card.MacAddress.Addr, mac, 6);
		memcpy(at, &card, sizeof(card));
		at += sizeof(card);
	}
	SetDevicePathEndNode(&end);
	memcpy(at, &end, sizeof(end));
	return (EFI_DEVICE_PATH *)path;
}
