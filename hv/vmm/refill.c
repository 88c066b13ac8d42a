// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for a guest that had given it back. The kernel's module knows what is there; two VPs that
 * want the same page ask it one after the other, and the second is told that it exists.
 */
#include "hv/vmm/refill.h"

#include <errno.h>

static bool is_ram(const struct guest_mem *m, uint64_t gpa, uint64_t size)
{
	return (gpa < m->low_size && size <= m->low_size - gpa) ||
	       (gpa >= MEM_HIGH && gpa - MEM_HIGH < m->high_size &&
		size <= m->high_size - (gpa - MEM_HIGH));
}

enum refill refill(const struct partition *p, const struct guest_mem *m, uint64_t gpa)
{
	static const uint64_t sizes[] = { 2 << 20, LUCID_PAGE_SIZE };

	if (!is_ram(m, gpa & ~(uint64_t)(LUCID_PAGE_SIZE - 1), LUCID_PAGE_SIZE))
		return REFILL_NOT_RAM;
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t from = gpa & ~(sizes[i] - 1);

		if (!is_ram(m, from, sizes[i]))
			continue;
		if (!partition_add(p, from, sizes[i]))
			return partition_donate(p) ? REFILL_FAILED : REFILL_DONE;
	}
	return errno == EEXIST ? REFILL_THERE : REFILL_FAILED;
}
