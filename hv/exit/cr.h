/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control-register accesses, for parent and children: bits that VMX operation fixes
 * are kept from the guest by mask and shadow. exit/ calls it.
 */
#ifndef HV_EXIT_CR_H
#define HV_EXIT_CR_H

#include "hv/lib/types.h"

/*
 * Carry out the access that the current VMCS's exit qualification describes, with the
 * guest's registers @gpr. False: the guest gets #GP; else the caller skips.
 */
bool cr_access(uint64_t gpr[16]);

#endif
