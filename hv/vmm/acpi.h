/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's ACPI tables: hardware-reduced, one local APIC per VP, power-off, reset and the serial
 * port; and a reset vector. Written once, by the loader, before memory is donated.
 */
#ifndef LUCID_VMM_ACPI_H
#define LUCID_VMM_ACPI_H

#include <stdint.h>

#include "hv/vmm/memory.h"

/* Where the tables are in the memory that acpi_build() fills; the RSDP is first. */
#define ACPI_XSDT	0x040
#define ACPI_FADT	0x080
#define ACPI_MADT	0x200
#define ACPI_DSDT	0x400
#define ACPI_SIZE	0x1000

/* Sizes, and places of addresses: who moves the tables has to change these. */
#define ACPI_HEADER	36
#define ACPI_RSDP	36
#define ACPI_RSDP_XSDT	24
#define ACPI_FADT_DSDT	40
#define ACPI_FADT_X_DSDT 140

/*
 * The tables in ACPI_SIZE bytes at base, for the guest to find at the address at. Unless pci_end is
 * 0 there is a PCI bus, with a window for memory.
 */
void acpi_build(uint8_t *base, uint64_t at, unsigned int vps, uint32_t pci_base,
		uint32_t pci_end);

/*
 * Puts the tables at GPA_ACPI, RSDP first, and at GPA_RESET, in real mode F000:FFF0, code that
 * resets; 0, or -1 if that is not in memory.
 */
int acpi_write(const struct guest_mem *m, unsigned int vps);

/* The byte that makes the sum of all bytes zero, for a table whose own checksum byte is 0. */
uint8_t acpi_checksum(const void *table, uint32_t len);

#endif
