// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of fw_cfg: the memory map; ACPI and SMBIOS have files of their own here, too.
 */
#include "hv/vmm/fwtables.h"

#include <asm/bootparam.h>

#include "hv/vmm/smbios.h"
#include "hv/vmm/tableloader.h"

#define E820_RAM	1
#define E820_RESERVED	2

#define PCI_BASE	0x80000000U	/* at least */
#define PCI_END		0xfc000000U

static void add_e820(struct fwcfg *f, const struct guest_mem *m)
{
	static struct boot_e820_entry map[3];
	unsigned int n = 0;

	map[n++] = (struct boot_e820_entry){ 0, m->low_size, E820_RAM };
	map[n++] = (struct boot_e820_entry){ GPA_DIRECTORY, GPA_HALVES_END - GPA_DIRECTORY,
					     E820_RESERVED };
	if (m->high_size)
		map[n++] = (struct boot_e820_entry){ MEM_HIGH, m->high_size, E820_RAM };
	fwcfg_add(f, "etc/e820", map, (uint32_t)(n * sizeof(map[0])));
}

/* As OVMF lays out 32-bit PCI memory on an i440fx. */
static void add_acpi(struct fwcfg *f, const struct guest_mem *m, unsigned int vps)
{
	uint64_t base = m->low_size < PCI_BASE ? PCI_BASE : m->low_size;

	tableloader_add(f, vps, (uint32_t)base, PCI_END);
}

void fwtables_add(struct fwcfg *f, const struct guest_mem *m, unsigned int vps)
{
	fwcfg_init(f, vps);
	add_e820(f, m);
	add_acpi(f, m, vps);
	smbios_add(f, m->low_size + m->high_size);
}
