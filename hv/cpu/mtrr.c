/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory types from the MTRRs: see mtrr.h. Source: SDM vol. 3, 'Memory Type Range
 * Registers (MTRRs)', 'MTRR Precedences'.
 */
#include "hv/cpu/msr.h"
#include "hv/cpu/mtrr.h"
#include "hv/cpu/percpu.h"

static struct {
	uint64_t base, mask;	/* mask 0: not valid */
	unsigned int type;
} variable[32];
static unsigned int variables;
static uint8_t fixed[88];	/* 8 of 64 KiB, 16 of 16 KiB, 64 of 4 KiB */
static bool enabled, fixed_enabled;
static unsigned int default_type;

void mtrr_read(void)
{
	static const uint32_t msr[11] = {
		MSR_MTRRfix64K_00000, MSR_MTRRfix16K_80000, MSR_MTRRfix16K_A0000,
		MSR_MTRRfix4K_C0000, MSR_MTRRfix4K_C0000 + 1, MSR_MTRRfix4K_C0000 + 2,
		MSR_MTRRfix4K_C0000 + 3, MSR_MTRRfix4K_C0000 + 4, MSR_MTRRfix4K_C0000 + 5,
		MSR_MTRRfix4K_C0000 + 6, MSR_MTRRfix4K_F8000,
	};
	uint64_t cap = rdmsr(MSR_MTRRcap), def = rdmsr(MSR_MTRRdefType);
	uint64_t addr = (BIT(phys_bits) - 1) & PAGE_MASK;

	enabled = def & BIT(11);
	fixed_enabled = enabled && (def & BIT(10)) && (cap & BIT(8));
	default_type = enabled ? def & 0xff : MEMTYPE_UC;
	variables = cap & 0xff;
	if (variables > ARRAY_SIZE(variable))
		variables = ARRAY_SIZE(variable);
	for (unsigned int i = 0; i < variables; i++) {
		uint64_t base = rdmsr(MSR_MTRRphysBase0 + 2 * i);
		uint64_t mask = rdmsr(MSR_MTRRphysBase0 + 2 * i + 1);

		variable[i].base = base & addr;
		variable[i].type = base & 0xff;
		variable[i].mask = mask & BIT(11) ? mask & addr : 0;
	}
	for (unsigned int i = 0; fixed_enabled && i < ARRAY_SIZE(msr); i++) {
		uint64_t v = rdmsr(msr[i]);

		for (unsigned int j = 0; j < 8; j++)
			fixed[8 * i + j] = (uint8_t)(v >> (8 * j));
	}
}

static unsigned int fixed_type(uint64_t pa)
{
	if (pa < 0x80000)
		return fixed[pa >> 16];
	if (pa < 0xc0000)
		return fixed[8 + ((pa - 0x80000) >> 14)];
	return fixed[24 + ((pa - 0xc0000) >> 12)];
}

/* UC wins over all; of the rest, WT wins over WB. */
static unsigned int type_at(uint64_t pa)
{
	unsigned int type = ~0u;

	if (!enabled)
		return MEMTYPE_UC;
	if (pa < 0x100000 && fixed_enabled)
		return fixed_type(pa);
	for (unsigned int i = 0; i < variables; i++) {
		if (!variable[i].mask || (pa & variable[i].mask) != variable[i].base)
			continue;
		if (type == ~0u || variable[i].type < type)
			type = variable[i].type;
	}
	return type == ~0u ? default_type : type;
}

unsigned int mtrr_type(uint64_t pa, uint64_t size, bool *uniform)
{
	*uniform = true;
	if (pa < 0x100000 && size > PAGE_SIZE)
		*uniform = !fixed_enabled;
	/* A range that begins or ends inside: its base, or its mask, has bits below @size. */
	for (unsigned int i = 0; i < variables; i++) {
		uint64_t mask = variable[i].mask;

		if (mask && (mask & (size - 1)) &&
		    (pa & mask & ~(size - 1)) == (variable[i].base & ~(size - 1) & mask))
			*uniform = false;
	}
	return type_at(pa);
}
