/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID leaves that parent and children have in common: the Lucid range, XSAVE sizes,
 * frequencies. exit/parent_cpuid.c and exit/child_cpuid.c call it.
 */
#ifndef HV_EXIT_CPUID_H
#define HV_EXIT_CPUID_H

#include "hv/lib/types.h"

struct vp;

/*
 * Leaves 0x40000000 to 0x4fffffff, spec/lucid.toml; @vp is NULL for the parent. False
 * when @leaf is outside. Leaves that are not defined read as zeroes.
 */
bool cpuid_lucid(const struct vp *vp, uint32_t leaf, uint32_t r[4]);

/*
 * Leaf 0xD, subleaves 0 and 1: make the sizes in @r, the machine's answer, agree with
 * @xcr0. The compacted format (XSAVEC, XSAVES) is not shown: Bochs 2.7 restores zeroes
 * from it, and then one program in a hundred dies in parent and child.
 */
void cpuid_xsave(uint32_t sub, uint64_t xcr0, uint32_t r[4]);

/* Leaves 0x15 and 0x16, with the frequency that was measured. */
void cpuid_frequency(uint32_t leaf, uint32_t r[4]);

#endif
