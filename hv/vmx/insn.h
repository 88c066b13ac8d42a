/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMX instructions. A failure of one of these means a bug in Lucid, since their
 * operands are ours: they panic. vmx/ and exit/ call them. Source: SDM vol. 3,
 * 'VMX Instruction Reference'.
 */
#ifndef HV_VMX_INSN_H
#define HV_VMX_INSN_H

#include "hv/lib/lib.h"

static inline uint64_t vmread(uint64_t field)
{
	uint64_t value;

	__asm__ volatile("vmread %1, %0" : "=r"(value) : "r"(field) : "cc");
	return value;
}

static inline void vmwrite(uint64_t field, uint64_t value)
{
	bool bad;

	__asm__ volatile("vmwrite %2, %1" : "=@ccbe"(bad) : "r"(field), "r"(value));
	if (unlikely(bad))
		panic("VMWRITE of field 0x%lx, value 0x%lx failed", field, value);
}

static inline void vmptrld(uint64_t pa)
{
	bool bad;

	__asm__ volatile("vmptrld %1" : "=@ccbe"(bad) : "m"(pa) : "memory");
	if (unlikely(bad))
		panic("VMPTRLD 0x%lx failed", pa);
}

static inline void vmclear(uint64_t pa)
{
	bool bad;

	__asm__ volatile("vmclear %1" : "=@ccbe"(bad) : "m"(pa) : "memory");
	if (unlikely(bad))
		panic("VMCLEAR 0x%lx failed", pa);
}

static inline void vmxon(uint64_t pa)
{
	bool bad;

	__asm__ volatile("vmxon %1" : "=@ccbe"(bad) : "m"(pa) : "memory");
	if (bad)
		panic("VMXON 0x%lx failed", pa);
}

/* Invalidate everything derived from any EPT, on this CPU. */
static inline void invept_all(void)
{
	const struct { uint64_t eptp, zero; } none = { 0, 0 };
	uint64_t all_contexts = 2;
	bool bad;

	__asm__ volatile("invept %1, %2" : "=@ccbe"(bad) : "m"(none), "r"(all_contexts) : "memory");
	if (unlikely(bad))
		panic("INVEPT failed");
}

/*
 * Drop what this CPU caches for a VPID: it is stale if a VP ran elsewhere in between, or
 * if the number had another owner.
 */
static inline void invvpid(uint64_t vpid)
{
	const struct { uint64_t vpid, address; } one = { vpid, 0 };
	uint64_t single_context = 1;
	bool bad;

	__asm__ volatile("invvpid %1, %2"
			 : "=@ccbe"(bad) : "m"(one), "r"(single_context) : "memory");
	if (unlikely(bad))
		panic("INVVPID of 0x%lx failed", vpid);
}

#endif
