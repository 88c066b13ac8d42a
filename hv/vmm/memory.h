/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's physical address space, and its RAM while the VMM still may touch it (before it is
 * donated). The loader and the ACPI tables are written through mem_ptr.
 */
#ifndef LUCID_VMM_MEMORY_H
#define LUCID_VMM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec/gen/lucid_abi.h"

/* RAM is [0, low_size) and [MEM_HIGH, MEM_HIGH + high_size). */
#define MEM_LOW_MAX	0xc0000000ULL
#define MEM_HIGH	0x100000000ULL

/* Low memory, as the loader lays it out. */
#define GPA_BOOT_PARAMS	0x10000ULL
#define GPA_CMDLINE	0x11000ULL
#define GPA_GDT		0x12000ULL
#define GPA_PAGE_TABLES	0x13000ULL
#define GPA_BIOS_AREA	0xa0000ULL
#define GPA_ACPI	0xe0000ULL
#define GPA_ACPI_END	0xf0000ULL
#define GPA_RESET	0xffff0ULL
#define GPA_HIGH_AREA	0x100000ULL

/* The directory (parent's pages, child's pages) and the completion halves of all devices. */
#define DIR_PAGES	3		/* of each side */
#define DIR_BYTES	((uint64_t)DIR_PAGES * LUCID_PAGE_SIZE)
#define GPA_DIRECTORY	0xfe800000ULL
#define GPA_ANSWERS	(GPA_DIRECTORY + DIR_BYTES)
#define GPA_HALVES	(GPA_ANSWERS + DIR_BYTES)
#define GPA_HALVES_END	0xfec00000ULL

struct guest_mem {
	uint8_t *low;
	uint8_t *high;		/* NULL if there is none */
	uint64_t low_size;
	uint64_t high_size;
};

/* Split so many bytes of RAM into the two parts; the pointers stay NULL. */
void mem_layout(struct guest_mem *m, uint64_t size);

/* The place of [gpa, gpa + len), or NULL if that is not inside one part of RAM. */
void *mem_ptr(const struct guest_mem *m, uint64_t gpa, uint64_t len);

#endif
