/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control-register accesses of parent and children. Only writes exit, and only those that
 * change a masked bit: CR0.NE, CD and NW, which the shadow holds, or bits of CR4 that
 * nobody may set, but for some that the shadow keeps.
 */
#ifndef HV_EXIT_CR_H
#define HV_EXIT_CR_H

#include "hv/lib/types.h"

/*
 * For the access that the current VMCS's exit qualification describes, by a guest with the
 * registers @gpr and CR4 bits @cr4_kept in the shadow. True: the shadow is as the guest wants it,
 * and the same instruction, executed again, does not exit: the CPU does the rest. False: the guest
 * gets #GP.
 */
bool cr_access(const uint64_t gpr[16], uint64_t cr4_kept);

#endif
