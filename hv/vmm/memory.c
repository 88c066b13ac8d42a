// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's physical address space: RAM below and above the hole at 3 GiB.
 */
#include "hv/vmm/memory.h"

void mem_layout(struct guest_mem *m, uint64_t size)
{
	*m = (struct guest_mem){ .low_size = size };
	if (size > MEM_LOW_MAX) {
		m->low_size = MEM_LOW_MAX;
		m->high_size = size - MEM_LOW_MAX;
	}
}

static void *inside(uint8_t *start, uint64_t size, uint64_t offset, uint64_t len)
{
	if (!start || offset > size || len > size - offset)
		return NULL;
	return start + offset;
}

void *mem_ptr(const struct guest_mem *m, uint64_t gpa, uint64_t len)
{
	if (gpa >= MEM_HIGH)
		return inside(m->high, m->high_size, gpa - MEM_HIGH, len);
	return inside(m->low, m->low_size, gpa, len);
}
