/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's ACPI tables: hardware-reduced, one local APIC per VP, power-off, reset and the serial
 * port; and a reset vector. Written once, by the loader, before memory is donated.
 */
#ifndef LUCID_VMM_ACPI_H
#define LUCID_VMM_ACPI_H

#include <stdint.h>

#include "hv/vmm/memory.h"

/*
 * Puts the tables at GPA_ACPI, RSDP first, and at GPA_RESET, in real mode F000:FFF0, code that
 * resets; 0, or -1 if that is not in memory.
 */
int acpi_write(const struct guest_mem *m, unsigned int vps);

/* The byte that makes the sum of all bytes zero, for a table whose own checksum byte is 0. */
uint8_t acpi_checksum(const void *table, uint32_t len);

#endif
