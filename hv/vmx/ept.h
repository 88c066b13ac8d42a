/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Second-level tables (SDM: 'The Extended Page Table Mechanism'): what boot/ calls for
 * the parent, what VMCS code needs, and the format for ept*.c. The rest of the
 * hypervisor goes through core/arch.h.
 */
#ifndef HV_VMX_EPT_H
#define HV_VMX_EPT_H

#include "hv/lib/types.h"

#define EPT_RIGHTS	7UL		/* the bits of LUCID_RIGHT_* */
#define EPT_TYPE_SHIFT	3
#define EPT_TYPE_MASK	(7UL << EPT_TYPE_SHIFT)
#define EPT_TYPE_UC	0U
#define EPT_TYPE_WB	6U
#define EPT_LARGE	BIT(7)
#define EPT_ADDR	0x000ffffffffff000UL
#define EPT_TABLE	EPT_RIGHTS	/* an entry that points to a table restricts nothing */
#define EPT_ENTRIES	512UL
#define EPT_LEVELS	4U
#define EPT_ADDR_BITS	48U		/* what four levels reach */

/* VMCS field EPT_POINTER for these tables: write-back, four levels, no accessed bits. */
static inline uint64_t ept_pointer(uint64_t root)
{
	return root | EPT_TYPE_WB | (EPT_LEVELS - 1) << 3;
}

/*
 * The entry that decides about @addr: a leaf, or an empty one on the way; @level says
 * where (0: 4 KiB, 1: 2 MiB, 2: 1 GiB).
 */
uint64_t *ept_walk(uint64_t root, uint64_t addr, unsigned int *level);

/*
 * The parent's identity map. boot/ sets ept_parent_size() bytes aside, page aligned,
 * and has them built: all of the physical address space with all rights, 1 GiB pages
 * above @ram_top, else 2 MiB, 4 KiB where the memory type changes. memtype() tells the
 * type of [pa, pa + size) and whether it is the same everywhere in it; where no table
 * for smaller pages is at hand (only above RAM) a mixed range is uncached.
 */
typedef unsigned int (*ept_memtype_fn)(uint64_t pa, uint64_t size, bool *uniform);

uint64_t ept_parent_size(uint64_t ram_top, unsigned int phys_bits);
void ept_parent_build(uint64_t tables, uint64_t ram_top, unsigned int phys_bits,
		      ept_memtype_fn memtype);
uint64_t ept_parent_root(void);

#endif
