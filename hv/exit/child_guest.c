/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child's own memory by linear address, for what the CPU does not tell of an instruction:
 * where INS stores, and the bytes at RIP. Only where a kernel runs, with 4-level paging or
 * none: a process must not reach by INS what its page tables keep from it. child_io.c and
 * child_fault.c call. Source: SDM vol. 3, '4-Level Paging'; vol. 2, 'Instruction Format'.
 */
#include "hv/core/arch.h"
#include "hv/exit/child.h"

#define PTE_PRESENT	BIT(0)
#define PTE_WRITE	BIT(1)
#define PTE_LARGE	BIT(7)
#define PTE_ADDRESS	0xffffffffff000UL

#define OP_WIDTH	0x66
#define OP_MOV_STORE	0x88	/* MOV r/m, r; with bit 0 not of a byte */
#define REX_BITS	0x40
#define REX_W		BIT(3)
#define REX_R		BIT(2)

/* Where the hypervisor reaches @gpa, if the child has @rights there; or NULL. */
static void *reach(const struct vp *vp, uint64_t gpa, unsigned int rights)
{
	unsigned int has;
	uint64_t hpa;

	if (!arch_child_get(vp->part, page_down(gpa), &hpa, &has) || (has & rights) != rights)
		return NULL;
	return (uint8_t *)pa_va(hpa) + gpa % PAGE_SIZE;
}

void *child_linear(const struct vp *vp, uint64_t va, unsigned int rights)
{
	uint64_t need = PTE_PRESENT | (rights & LUCID_RIGHT_WRITE ? PTE_WRITE : 0);
	uint64_t e = vmread(GUEST_CR3), offset;
	unsigned int shift = 48;

	/* DPL of SS is the CPL. */
	if (vmread(GUEST_SS_AR_BYTES) >> 5 & 3)
		return NULL;
	if (!(vmread(GUEST_CR0) & X86_CR0_PG))
		return reach(vp, va, rights);
	if (!(vmread(GUEST_IA32_EFER) & EFER_LMA))
		return NULL;
	do {
		const uint64_t *table = reach(vp, e & PTE_ADDRESS, LUCID_RIGHT_READ);

		shift -= 9;
		e = table ? READ_ONCE(table[va >> shift & 511]) : 0;
		if ((e & need) != need)
			return NULL;
	} while (shift > PAGE_SHIFT && (shift > 30 || !(e & PTE_LARGE)));
	offset = BIT(shift) - 1;
	return reach(vp, (e & PTE_ADDRESS & ~offset) | (va & offset), rights);
}

/* What MOV of a register to memory stores; 0: it is another instruction. */
static uint64_t stored(const struct vp *vp, const uint8_t *insn)
{
	bool word = *insn == OP_WIDTH;
	unsigned int rex, reg;

	insn += word;
	rex = (*insn & 0xf0) == REX_BITS ? *insn++ : 0;
	reg = (insn[1] >> 3 & 7) | (rex & REX_R) << 1;
	if (*insn == OP_MOV_STORE && !rex && reg > RBX)	/* AH, CH, DH, BH */
		return vp->gpr[reg - 4] >> 8 & 0xff;
	if (*insn == OP_MOV_STORE)
		return vp->gpr[reg] & 0xff;
	if (*insn != (OP_MOV_STORE | 1))
		return 0;
	return rex & REX_W ? vp->gpr[reg] : vp->gpr[reg] & (word ? 0xffff : 0xffffffff);
}

void child_tell_insn(const struct vp *vp)
{
	uint8_t insn[sizeof(vp->run->insn)] = { 0 };
	uint64_t rip = vmread(GUEST_RIP);
	const uint8_t *at = NULL;
	uint8_t n;

	for (n = 0; vmx_guest_is_kernel64() && n < sizeof(insn); n++, rip++) {
		if (!at || !(rip % PAGE_SIZE))
			at = child_linear(vp, rip, LUCID_RIGHT_READ);
		if (!at)
			break;
		insn[n] = *at++;
	}
	memcpy(vp->run->insn, insn, sizeof(insn));
	vp->run->insn_len = n;
	vp->run->data = stored(vp, insn);
}
