// SPDX-License-Identifier: GPL-2.0-only
/*
 * The script that links ACPI tables. Source: QEMU, hw/acpi/bios-linker-loader.c, 'Layout of the
 * structures'. Addresses in the files are offsets in them, to which firmware adds where it has put
 * the file.
 */
#include "hv/vmm/tableloader.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "hv/vmm/acpi.h"

#define TABLES	"etc/acpi/tables"
#define RSDP	"etc/acpi/rsdp"

enum { ALLOCATE = 1, ADD_POINTER, ADD_CHECKSUM };
enum { ZONE_HIGH = 1, ZONE_FSEG };

struct entry {
	uint32_t command;
	union {
		struct {
			char file[FWCFG_NAME];
			uint32_t align;
			uint8_t zone;
		} __attribute__((packed)) allocate;
		struct {
			char file[FWCFG_NAME];	/* the pointer is in this one */
			char to[FWCFG_NAME];
			uint32_t offset;
			uint8_t size;
		} __attribute__((packed)) pointer;
		struct {
			char file[FWCFG_NAME];
			uint32_t offset;	/* of the checksum */
			uint32_t start;
			uint32_t length;
		} __attribute__((packed)) checksum;
		uint8_t size[124];
	};
} __attribute__((packed));

_Static_assert(sizeof(struct entry) == 128, "as firmware knows it");

#define HEADER_CHECKSUM	9	/* in every table */
#define RSDP_CHECKSUM	8
#define RSDP_SUMMED	20
#define RSDP_CHECKSUM_ALL 32

static uint8_t tables[ACPI_SIZE];	/* both files: the RSDP is at its start */
static struct entry script[16];
static unsigned int entries;

static struct entry *next(uint32_t command)
{
	assert(entries < sizeof(script) / sizeof(script[0]));
	script[entries].command = command;
	return &script[entries++];
}

static void allocate(const char *file, uint32_t align, uint8_t zone)
{
	struct entry *e = next(ALLOCATE);

	strcpy(e->allocate.file, file);
	e->allocate.align = align;
	e->allocate.zone = zone;
}

/* The pointer, to a place in the tables, has size bytes. */
static void point(const char *file, uint32_t offset, uint8_t size)
{
	struct entry *e = next(ADD_POINTER);

	strcpy(e->pointer.file, file);
	strcpy(e->pointer.to, TABLES);
	e->pointer.offset = offset;
	e->pointer.size = size;
}

/* Firmware sums what is there, the checksum included. */
static void sum(const char *file, uint32_t offset, uint32_t start, uint32_t length)
{
	struct entry *e = next(ADD_CHECKSUM);

	tables[offset] = 0;
	strcpy(e->checksum.file, file);
	e->checksum.offset = offset;
	e->checksum.start = start;
	e->checksum.length = length;
}

/* The length that a table's header tells. */
static void sum_table(uint32_t table)
{
	uint32_t length;

	memcpy(&length, tables + table + 4, sizeof(length));
	sum(TABLES, table + HEADER_CHECKSUM, table, length);
}

static void write_script(void)
{
	entries = 0;
	memset(script, 0, sizeof(script));
	allocate(RSDP, 16, ZONE_FSEG);
	allocate(TABLES, 64, ZONE_HIGH);
	point(TABLES, ACPI_FADT + ACPI_FADT_DSDT, 4);
	point(TABLES, ACPI_FADT + ACPI_FADT_X_DSDT, 8);
	sum_table(ACPI_FADT);
	point(TABLES, ACPI_XSDT + ACPI_HEADER, 8);
	point(TABLES, ACPI_XSDT + ACPI_HEADER + 8, 8);
	sum_table(ACPI_XSDT);
	point(RSDP, ACPI_RSDP_XSDT, 8);
	sum(RSDP, RSDP_CHECKSUM, 0, RSDP_SUMMED);
	sum(RSDP, RSDP_CHECKSUM_ALL, 0, ACPI_RSDP);
}

void tableloader_add(struct fwcfg *f, unsigned int vps, uint32_t pci_base, uint32_t pci_end)
{
	acpi_build(tables, 0, vps, pci_base, pci_end);
	write_script();
	fwcfg_add(f, RSDP, tables, ACPI_RSDP);
	fwcfg_add(f, TABLES, tables, sizeof(tables));
	fwcfg_add(f, "etc/table-loader", script, (uint32_t)(entries * sizeof(script[0])));
}
