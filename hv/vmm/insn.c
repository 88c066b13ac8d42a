// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decodes MOV to memory. Source: SDM vol. 2, 'Instruction Format' and 'MOV'. Loads are not here: an
 * address that can be read at all is lent to the guest, which then reads it by itself (hole.c).
 */
#include "hv/vmm/insn.h"

#define PREFIX_WORD	0x66
#define REX		0x40
#define REX_W		8

#define MOV_REG		0x88	/* and 0x89, of more than a byte */
#define MOV_IMM		0xc6	/* and 0xc7 */

#define MOD_REG		3
#define RM_SIB		4
#define RM_DISP32	5

/* Bytes of ModRM, SIB and displacement; 0: the operand is a register. */
static unsigned int operand_len(const uint8_t *modrm, unsigned int left)
{
	unsigned int mod = modrm[0] >> 6, rm = modrm[0] & 7, len = 1;

	if (mod == MOD_REG)
		return 0;
	if (rm == RM_SIB) {
		if (left < 2)
			return 0;
		rm = modrm[1] & 7;
		len++;
	}
	if (mod == 2 || (mod == 0 && rm == RM_DISP32))
		return len + 4;
	return len + mod;
}

static int64_t immediate(const uint8_t *at, unsigned int size)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < size && i < 4; i++)
		value |= (uint32_t)at[i] << 8 * i;
	return (int32_t)value;
}

bool insn_store(const uint8_t *insn, unsigned int len, uint64_t reg, struct insn_store *s)
{
	unsigned int at = 0, rex = 0, op, operand, bytes;
	bool word = len && insn[0] == PREFIX_WORD;

	at += word;
	if (at < len && (insn[at] & 0xf0) == REX)
		rex = insn[at++];
	if (at + 2 > len)
		return false;
	op = insn[at++];
	s->size = !(op & 1) ? 1 : rex & REX_W ? 8 : word ? 2 : 4;
	operand = operand_len(insn + at, len - at);
	bytes = s->size < 4 ? s->size : 4;
	if ((op & ~1U) == MOV_REG)
		bytes = 0;
	else if ((op & ~1U) != MOV_IMM || insn[at] >> 3 & 7)
		return false;
	s->len = at + operand + bytes;
	if (!operand || s->len > len)
		return false;
	s->value = bytes ? (uint64_t)immediate(insn + at + operand, bytes) : reg;
	if (s->size < 8)
		s->value &= (1ULL << 8 * s->size) - 1;
	return true;
}
