/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory map and what is carved out of it: the hypervisor takes its memory from
 * the top of RAM below 4 GiB, once, and the parent sees it as reserved.
 */
#include "hv/boot/boot.h"
#include "hv/core/page.h"

#define MAX_CARVES 80
#define RAM_LIMIT (512UL << 30)	/* what the identity page tables reach */

extern char image_start[], image_end[];

static struct {
	uint64_t base, size;
	enum carve kind;
} carve[MAX_CARVES];
static unsigned int carves;

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return b_size && a < b + b_size && b < a + a_size;
}

/* Base of something of ours inside the range, or 0 when there is none. */
static uint64_t in_use(uint64_t base, uint64_t size)
{
	const struct module *k = &boot_info.kernel, *i = &boot_info.initrd;
	uint64_t image = (uint64_t)image_start;

	if (overlap(base, size, image, (uint64_t)image_end - image))
		return image;
	if (overlap(base, size, k->base, k->size))
		return k->base;
	if (overlap(base, size, i->base, i->size))
		return i->base;
	if (overlap(base, size, boot_info.info, boot_info.info_size))
		return boot_info.info;
	for (unsigned int n = 0; n < carves; n++)
		if (overlap(base, size, carve[n].base, carve[n].size))
			return carve[n].base;
	return 0;
}

void memmap_add(uint64_t base, uint64_t size, uint32_t type)
{
	if (!size)
		return;
	if (boot_info.regions == MAX_REGIONS)
		panic("more than %u entries in the memory map\n", MAX_REGIONS);
	boot_info.region[boot_info.regions++] = (struct region){ base, size, type };
}

/* Turn part of a RAM region into reserved memory. */
static void reserve(uint64_t base, uint64_t size)
{
	for (unsigned int i = 0; i < boot_info.regions; i++) {
		struct region *r = &boot_info.region[i];
		uint64_t end = r->base + r->size;

		if (r->type != E820_RAM || base < r->base || base + size > end)
			continue;
		r->size = base - r->base;
		memmap_add(base, size, E820_RESERVED);
		memmap_add(base + size, end - base - size, E820_RAM);
		return;
	}
	panic("range 0x%lx, 0x%lx bytes, is not in RAM\n", base, size);
}

uint64_t memmap_ram(void)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < boot_info.regions; i++)
		if (boot_info.region[i].type == E820_RAM)
			sum += boot_info.region[i].size;
	return sum;
}

static void add_carve(uint64_t base, uint64_t size, enum carve kind)
{
	if (carves == MAX_CARVES)
		panic("more than %u carve-outs\n", MAX_CARVES);
	carve[carves].base = base;
	carve[carves].size = size;
	carve[carves++].kind = kind;
	reserve(base, size);
}

void memmap_find_top(void)
{
	for (unsigned int i = 0; i < boot_info.regions; i++) {
		const struct region *r = &boot_info.region[i];
		uint64_t end = page_down(r->base + r->size);

		if (r->type == E820_RAM && end > boot_info.ram_top)
			boot_info.ram_top = end;
	}
	if (boot_info.ram_top > RAM_LIMIT)
		boot_info.ram_top = RAM_LIMIT;
	add_carve((uint64_t)image_start, page_up((uint64_t)image_end) - (uint64_t)image_start,
		  CARVE_HIDDEN);
}

uint64_t memmap_take(uint64_t size, enum carve kind)
{
	uint64_t best = 0;

	size = page_up(size);
	for (unsigned int i = 0; i < boot_info.regions; i++) {
		const struct region *r = &boot_info.region[i];
		uint64_t end = page_down(r->base + r->size), used;

		if (r->type != E820_RAM || r->base < 0x100000 || end > 1UL << 32)
			continue;
		while (end >= size && end - size >= r->base) {
			used = in_use(end - size, size);
			if (!used) {
				if (end - size > best)
					best = end - size;
				break;
			}
			end = page_down(used);
		}
	}
	if (!best)
		panic("no room for 0x%lx bytes of RAM below 4 GiB\n", size);
	add_carve(best, size, kind);
	memset(pa_va(best), 0, size);
	return best;
}

uint64_t memmap_find_room(uint64_t from, uint64_t size, uint64_t align)
{
	for (unsigned int i = 0; i < boot_info.regions; i++) {
		const struct region *r = &boot_info.region[i];
		uint64_t at = r->base > from ? r->base : from;

		if (r->type != E820_RAM)
			continue;
		at = (at + align - 1) & ~(align - 1);
		for (; at + size <= r->base + r->size && at < 1UL << 32; at += align)
			if (!in_use(at, size))
				return at;
	}
	panic("no room for the parent's kernel: 0x%lx bytes from 0x%lx\n", size, from);
}

void memmap_publish(void)
{
	static const unsigned int rights[] = {
		[CARVE_LOG] = LUCID_RIGHT_READ,
		[CARVE_VISIBLE] = LUCID_RIGHT_READ | LUCID_RIGHT_WRITE | LUCID_RIGHT_EXEC,
	};

	for (unsigned int i = 0; i < boot_info.regions; i++) {
		const struct region *r = &boot_info.region[i];

		if (r->type == E820_RAM && r->base < boot_info.ram_top)
			page_boot_set(page_up(r->base) >> PAGE_SHIFT,
				      (r->base + r->size) >> PAGE_SHIFT, LUCID_PAGE_PARENT);
	}
	for (unsigned int i = 0; i < carves; i++) {
		enum carve kind = carve[i].kind;
		uint64_t end = carve[i].base + carve[i].size;

		page_boot_set(carve[i].base >> PAGE_SHIFT, end >> PAGE_SHIFT,
			      kind == CARVE_VISIBLE ? LUCID_PAGE_NONE : LUCID_PAGE_HV);
		if (kind == CARVE_VISIBLE)
			continue;
		for (uint64_t pa = carve[i].base; pa < end; pa += PAGE_SIZE)
			arch_parent_set(pa, rights[kind]);
	}
}
