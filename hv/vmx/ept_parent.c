/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's second-level tables: an identity map whose tables are all set aside at
 * boot, so that changing a page's rights cannot fail. Tables of one level follow each
 * other, which makes each level one array: a page's entry is at its frame number.
 *
 * A 2 MiB page is split when the rights of a page in it differ from all, and merged
 * when they are all the same again. Its table of 4 KiB entries belongs to it for ever,
 * and keeps saying the truth while it is not in use, because other CPUs may still come
 * to it by old cached entries.
 */
#include "hv/core/arch.h"
#include "hv/core/rights.h"
#include "hv/lib/lib.h"
#include "hv/vmx/ept.h"

/*
 * In a level 1 entry that points to a table (bits 63:52 are ignored there): how many
 * pages of the table have not all rights, and that their memory types differ.
 */
#define REDUCED_ONE	BIT(52)
#define REDUCED_MASK	(0x3ffUL << 52)
#define MIXED_TYPES	BIT(62)

static struct {
	uint64_t root;
	uint64_t *pdpt;		/* one entry for each GiB */
	uint64_t *pd;		/* one for each 2 MiB, up to the table's end */
	uint64_t *pt;		/* one for each page of RAM */
	uint64_t pd_pa, pt_pa;
	uint64_t ram_top;	/* rounded up to 2 MiB */
} map;

struct sizes {
	uint64_t pdpts, pds, pts;
};

static struct sizes count(uint64_t ram_top, unsigned int phys_bits)
{
	uint64_t space = 1UL << (phys_bits < EPT_ADDR_BITS ? phys_bits : EPT_ADDR_BITS);
	/* Below 4 GiB devices and firmware are mixed: small pages there even without RAM. */
	uint64_t fine = ram_top > 4 * HUGE_PAGE ? ram_top : 4 * HUGE_PAGE;
	struct sizes s = {
		.pdpts = (space + EPT_ENTRIES * HUGE_PAGE - 1) / (EPT_ENTRIES * HUGE_PAGE),
		.pds = (fine + HUGE_PAGE - 1) / HUGE_PAGE,
		.pts = (ram_top + LARGE_PAGE - 1) / LARGE_PAGE,
	};

	return s;
}

uint64_t ept_parent_size(uint64_t ram_top, unsigned int phys_bits)
{
	struct sizes s = count(ram_top, phys_bits);

	return (1 + s.pdpts + s.pds + s.pts) * PAGE_SIZE;
}

uint64_t ept_parent_root(void)
{
	return map.root;
}

static uint64_t leaf(uint64_t pa, unsigned int type)
{
	return pa | (uint64_t)type << EPT_TYPE_SHIFT | EPT_RIGHTS;
}

static uint64_t pt_of(uint64_t pa)
{
	return map.pt_pa + pa / LARGE_PAGE * PAGE_SIZE;
}

static uint64_t build_2m(uint64_t pa, ept_memtype_fn memtype)
{
	bool uniform;
	unsigned int type = memtype(pa, LARGE_PAGE, &uniform);

	if (uniform)
		return leaf(pa, type) | EPT_LARGE;
	if (pa >= map.ram_top)
		return leaf(pa, EPT_TYPE_UC) | EPT_LARGE;
	for (uint64_t p = pa; p < pa + LARGE_PAGE; p += PAGE_SIZE) {
		type = memtype(p, PAGE_SIZE, &uniform);
		map.pt[p / PAGE_SIZE] = leaf(p, type);
	}
	return pt_of(pa) | EPT_TABLE | MIXED_TYPES;
}

static uint64_t build_1g(uint64_t pa, bool fine, ept_memtype_fn memtype)
{
	bool uniform;
	unsigned int type = memtype(pa, HUGE_PAGE, &uniform);

	if (pa >= map.ram_top && (uniform || !fine))
		return leaf(pa, uniform ? type : EPT_TYPE_UC) | EPT_LARGE;
	for (uint64_t p = pa; p < pa + HUGE_PAGE; p += LARGE_PAGE)
		map.pd[p / LARGE_PAGE] = build_2m(p, memtype);
	return (map.pd_pa + pa / HUGE_PAGE * PAGE_SIZE) | EPT_TABLE;
}

void ept_parent_build(uint64_t tables, uint64_t ram_top, unsigned int phys_bits,
		      ept_memtype_fn memtype)
{
	struct sizes s = count(ram_top, phys_bits);
	uint64_t pdpt_pa = tables + PAGE_SIZE;
	uint64_t *pml4 = pa_va(tables);

	memset(pml4, 0, ept_parent_size(ram_top, phys_bits));
	map.root = tables;
	map.pdpt = pa_va(pdpt_pa);
	map.pd_pa = pdpt_pa + s.pdpts * PAGE_SIZE;
	map.pd = pa_va(map.pd_pa);
	map.pt_pa = map.pd_pa + s.pds * PAGE_SIZE;
	map.pt = pa_va(map.pt_pa);
	map.ram_top = s.pts * LARGE_PAGE;

	for (uint64_t i = 0; i < s.pdpts; i++)
		pml4[i] = (pdpt_pa + i * PAGE_SIZE) | EPT_TABLE;
	for (uint64_t gib = 0; gib < s.pdpts * EPT_ENTRIES && gib >> (phys_bits - 30) == 0; gib++)
		map.pdpt[gib] = build_1g(gib * HUGE_PAGE, gib < s.pds, memtype);
}

static void split(uint64_t hpa, uint64_t *pde)
{
	unsigned int type = (*pde & EPT_TYPE_MASK) >> EPT_TYPE_SHIFT;
	uint64_t base = hpa & ~(LARGE_PAGE - 1);

	for (uint64_t p = base; p < base + LARGE_PAGE; p += PAGE_SIZE)
		WRITE_ONCE(map.pt[p / PAGE_SIZE], leaf(p, type));
	WRITE_ONCE(*pde, pt_of(hpa) | EPT_TABLE);
}

void arch_parent_set(uint64_t hpa, unsigned int rights)
{
	uint64_t *pde = &map.pd[hpa / LARGE_PAGE];
	uint64_t *pte = &map.pt[hpa / PAGE_SIZE];
	uint64_t old;

	BUG_ON(hpa >= map.ram_top);
	if (*pde & EPT_LARGE) {
		if (rights == RIGHTS_ALL)
			return;
		split(hpa, pde);
	}
	old = *pte & EPT_RIGHTS;
	if (old == rights)
		return;
	WRITE_ONCE(*pte, (*pte & ~EPT_RIGHTS) | rights);
	if (old == RIGHTS_ALL)
		WRITE_ONCE(*pde, *pde + REDUCED_ONE);
	else if (rights == RIGHTS_ALL)
		WRITE_ONCE(*pde, *pde - REDUCED_ONE);
	if (!(*pde & (REDUCED_MASK | MIXED_TYPES)))
		WRITE_ONCE(*pde, (hpa & ~(LARGE_PAGE - 1)) | (*pte & EPT_TYPE_MASK) |
					 EPT_RIGHTS | EPT_LARGE);
}

unsigned int arch_parent_get(uint64_t hpa)
{
	unsigned int level;

	if (hpa >> EPT_ADDR_BITS)
		return 0;
	return *ept_walk(map.root, hpa, &level) & EPT_RIGHTS;
}
