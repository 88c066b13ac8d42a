/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decodes the instructions by which a guest stores to a device's memory. mmio.c calls it; the bytes
 * are the guest's and may be anything.
 */
#ifndef LUCID_VMM_INSN_H
#define LUCID_VMM_INSN_H

#include <stdbool.h>
#include <stdint.h>

struct insn_store {
	unsigned int len;	/* bytes of the instruction */
	unsigned int size;	/* bytes that it stores: 1, 2, 4 or 8 */
	uint64_t value;
};

/*
 * MOV of a register, whose value the hypervisor told, or of an immediate, to memory in 64-bit mode.
 * False: it is none of these, or not all of it is in the len bytes.
 */
bool insn_store(const uint8_t *insn, unsigned int len, uint64_t reg, struct insn_store *s);

#endif
