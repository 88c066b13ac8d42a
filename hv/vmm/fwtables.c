// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of fw_cfg: the memory map.
 */
#include "hv/vmm/fwtables.h"

#include <linux/types.h>
#include <asm/bootparam.h>
#include <stdlib.h>
#include <string.h>

#include "hv/vmm/log.h"

#define E820_RAM	1
#define E820_RESERVED	2

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

int fwtables_add(struct fwcfg *f, const struct guest_mem *m, unsigned int vps)
{
	fwcfg_init(f, vps);
	add_e820(f, m);
	return 0;
}
