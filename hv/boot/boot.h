/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the steps of the boot tell each other. Only boot/ includes it; boot_main()
 * says in which order they come.
 */
#ifndef HV_BOOT_BOOT_H
#define HV_BOOT_BOOT_H

#include "hv/core/arch.h"
#include "hv/cpu/percpu.h"
#include "hv/lib/lib.h"

#define E820_RAM	1
#define E820_RESERVED	2
#define MAX_REGIONS	128	/* what Linux' boot_params holds */

/* A range of the memory map, with an e820 type. */
struct region {
	uint64_t base, size;
	uint32_t type;
};

/* A file that the loader put into memory; @args is the text after its name. */
struct module {
	uint64_t base, size;
	const char *args;
};

struct boot_info {
	struct region region[MAX_REGIONS];
	unsigned int regions;
	struct module kernel, initrd;
	uint64_t info, info_size;	/* the Multiboot2 information itself */
	uint64_t rsdp;			/* 0: none */
	uint64_t ram_top;		/* end of the highest RAM, page aligned */
};

extern struct boot_info boot_info;

/* mbi.c: read the Multiboot2 information; panics when something is missing. */
void mbi_parse(uint64_t info);

/* What a carved-out range is to the parent, who sees all of them as reserved. */
enum carve {
	CARVE_HIDDEN,	/* no access */
	CARVE_LOG,	/* may read */
	CARVE_VISIBLE,	/* may do all: ACPI tables, wake-up area */
};

/* memmap.c: one more range, of an E820 type; none overlap. Panics when there are too many. */
void memmap_add(uint64_t base, uint64_t size, uint32_t type);
/* Size of RAM and its end (before the first take). */
void memmap_find_top(void);
uint64_t memmap_ram(void);
/* Take @size bytes of RAM below 4 GiB for good; panics when there is no room. Zeroed. */
uint64_t memmap_take(uint64_t size, enum carve kind);
/* RAM, @align aligned, from @from upwards, that nothing of ours is in; stays the parent's. */
uint64_t memmap_find_room(uint64_t from, uint64_t size, uint64_t align);
/* Tell owner table and EPT what was taken. */
void memmap_publish(void);

/* acpi.c: APIC ids of all usable CPUs. */
unsigned int acpi_cpus(uint32_t *apic_id, unsigned int max);
/* Copy RSDP, RSDT or XSDT and MADT, and add the wake-up structure; address of the new RSDP. */
uint64_t acpi_add_mailbox(uint64_t mailbox);

/* smp.c: give the boot CPU its tables, so that traps are reported. */
void smp_boot_cpu(void);
/* Make the per-CPU areas and the wait area. */
void smp_prepare(void);
/* Put every CPU into VMX operation; they then wait for smp_release(). */
void smp_start(void);
void smp_release(void);
/*
 * The wait area, memory that the parent sees: mailbox, stub, page tables (512 GiB,
 * identity) and a page each for boot_params and command line.
 */
extern uint64_t wait_mailbox, wait_cr3, wait_params, wait_cmdline;

/* linux.c: place kernel and boot_params; entry point in *@rip, boot_params in *@params. */
void linux_load(uint64_t rsdp, uint64_t *rip, uint64_t *params);

#endif
