/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking second-level tables, the parent's and the children's alike. Only ept_*.c
 * call it.
 */
#include "hv/vmx/ept.h"

#include "hv/core/arch.h"

uint64_t *ept_walk(uint64_t root, uint64_t addr, unsigned int *level)
{
	uint64_t table = root;

	for (unsigned int l = EPT_LEVELS - 1;; l--) {
		uint64_t *e = (uint64_t *)pa_va(table) +
			      (addr >> (PAGE_SHIFT + 9 * l)) % EPT_ENTRIES;

		uint64_t v = READ_ONCE(*e);

		if (l == 0 || !(v & EPT_RIGHTS) || v & EPT_LARGE) {
			*level = l;
			return e;
		}
		table = v & EPT_ADDR;
	}
}
