// SPDX-License-Identifier: GPL-2.0-only
/*
 * SMBIOS 2.8: what system this is, its chassis, its memory. Firmware adds what it has to say of
 * itself. Source: DMTF DSP0134, 'System Management BIOS Reference Specification'.
 */
#include "hv/vmm/smbios.h"

#include <stddef.h>
#include <string.h>

#include "hv/vmm/acpi.h"

enum { TYPE_SYSTEM = 1, TYPE_CHASSIS = 3, TYPE_MEMORY = 16, TYPE_END = 127 };

struct head {
	uint8_t type;
	uint8_t length;
	uint16_t handle;
} __attribute__((packed));

struct system {
	struct head h;
	uint8_t manufacturer, product, version, serial;	/* numbers of strings */
	uint8_t uuid[16];
	uint8_t wake_up;	/* 6: power switch */
	uint8_t sku, family;
} __attribute__((packed));

struct chassis {
	struct head h;
	uint8_t manufacturer;
	uint8_t type;		/* 1: other */
	uint8_t version, serial, asset;
	uint8_t boot_up, power, thermal, security;	/* 2: unknown, 3: safe, none */
	uint32_t oem;
	uint8_t height, cords, elements, element_length;
	uint8_t sku;
} __attribute__((packed));

struct memory {
	struct head h;
	uint8_t location;	/* 1: other */
	uint8_t use;		/* 3: system memory */
	uint8_t correction;	/* 2: unknown */
	uint32_t kib;		/* 0x80000000: see bytes */
	uint16_t error;		/* 0xfffe: not told */
	uint16_t devices;
	uint64_t bytes;
} __attribute__((packed));

struct anchor {
	char signature[4];
	uint8_t checksum;
	uint8_t length;
	uint8_t major, minor;
	uint16_t largest;
	uint8_t revision;
	uint8_t formatted[5];
	char dmi[5];
	uint8_t dmi_checksum;
	uint16_t size;
	uint32_t address;
	uint16_t count;
	uint8_t bcd;
} __attribute__((packed));

_Static_assert(sizeof(struct system) == 27, "type 1");
_Static_assert(sizeof(struct chassis) == 22, "type 3");
_Static_assert(sizeof(struct memory) == 23, "type 16");
_Static_assert(sizeof(struct anchor) == 31, "entry point");

static uint8_t tables[256];
static struct anchor anchor;

/* A structure and its strings, of which each ends with a NUL, and the last with two. */
static void add(uint8_t type, void *structure, size_t length, const char *strings, size_t size)
{
	struct head *h = structure;

	*h = (struct head){ type, (uint8_t)length, anchor.count };
	memcpy(tables + anchor.size, structure, length);
	memcpy(tables + anchor.size + length, strings, size);
	length += size;
	if (anchor.largest < length)
		anchor.largest = (uint16_t)length;
	anchor.size = (uint16_t)(anchor.size + length);
	anchor.count++;
}

static void finish_anchor(void)
{
	memcpy(anchor.signature, "_SM_", sizeof(anchor.signature));
	memcpy(anchor.dmi, "_DMI_", sizeof(anchor.dmi));
	anchor.length = sizeof(anchor);
	anchor.major = 2;
	anchor.minor = 8;
	anchor.bcd = 0x28;
	anchor.dmi_checksum = acpi_checksum(anchor.dmi, sizeof(anchor) -
					    offsetof(struct anchor, dmi));
	anchor.checksum = acpi_checksum(&anchor, sizeof(anchor));
}

void smbios_add(struct fwcfg *f, uint64_t mem)
{
	struct system system = { .manufacturer = 1, .product = 2, .wake_up = 6 };
	struct chassis chassis = { .manufacturer = 1, .type = 1, .boot_up = 3, .power = 3,
				   .thermal = 3, .security = 2 };
	struct memory memory = { .location = 1, .use = 3, .correction = 2, .error = 0xfffe,
				 .kib = 0x80000000, .bytes = mem };
	struct head end;

	anchor = (struct anchor){ .count = 0 };
	add(TYPE_SYSTEM, &system, sizeof(system), "Lucid\0Lucid child\0", 19);
	add(TYPE_CHASSIS, &chassis, sizeof(chassis), "Lucid\0", 7);
	add(TYPE_MEMORY, &memory, sizeof(memory), "\0", 2);
	add(TYPE_END, &end, sizeof(end), "\0", 2);
	finish_anchor();
	fwcfg_add(f, "etc/smbios/smbios-tables", tables, anchor.size);
	fwcfg_add(f, "etc/smbios/smbios-anchor", &anchor, sizeof(anchor));
}
