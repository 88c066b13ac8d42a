/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of a VP: between lucid_vp_state and the VMCS, with the checks that VM
 * entry would make, and the values after reset. core/ calls arch_vp_set() and
 * arch_vp_get(). Source: SDM vol. 3, 'Checks on the Guest State Area' and
 * 'Processor States Following Power-up, Reset, or INIT'.
 */
#include "hv/vmx/vcpu.h"

#include "hv/core/arch.h"
#include "hv/cpu/msr.h"
#include "hv/vmx/vapic.h"

enum { ES, CS, SS, DS, FS, GS, LDTR, TR, SEGMENTS };

/* Access rights in lucid_segment. */
#define AR_TYPE		0xfu
#define AR_S		BIT(4)
#define AR_DPL(a)	((a) >> 5 & 3)
#define AR_P		BIT(7)
#define AR_RESERVED	0x700u
#define AR_UNUSABLE	BIT(11)
#define AR_L		BIT(13)
#define AR_DB		BIT(14)
#define AR_G		BIT(15)
/* The same bit in the VMCS. */
#define VMCS_UNUSABLE	BIT(16)

#define RFLAGS_DEFINED	0x3f7fd7UL
#define APIC_BASE_BITS	(MSR_IA32_APICBASE_BSP | MSR_IA32_APICBASE_X2APIC | \
			 MSR_IA32_APICBASE_ENABLE)

static bool canonical(uint64_t a)
{
	return (uint64_t)((int64_t)(a << 16) >> 16) == a;
}

static bool limit_fits(const struct lucid_segment *s)
{
	if (s->access & AR_G)
		return (s->limit & 0xfff) == 0xfff;
	return !(s->limit >> 20);
}

static bool check_cs_ss(const struct lucid_segment *cs, const struct lucid_segment *ss,
			const struct lucid_vp_state *s)
{
	unsigned int type = cs->access & AR_TYPE, cpl = AR_DPL(ss->access);

	if (cs->access & AR_UNUSABLE)
		return false;
	if ((s->efer & EFER_LMA) && (cs->access & AR_L) && (cs->access & AR_DB))
		return false;
	if ((type == 3 || !(s->cr0 & X86_CR0_PE)) && cpl)
		return false;
	switch (type) {
	case 3:
		return !AR_DPL(cs->access);
	case 9: case 11:
		return AR_DPL(cs->access) == cpl;
	case 13: case 15:
		return AR_DPL(cs->access) <= cpl;
	default:
		return false;
	}
}

/* ES to GS; a code segment among them must be readable, and SS writable data. */
static bool check_data(const struct lucid_segment *s, unsigned int i)
{
	unsigned int type = s->access & AR_TYPE;

	if (s->access & AR_RESERVED)
		return false;
	if ((i == FS || i == GS) && !canonical(s->base))
		return false;
	if (s->access & AR_UNUSABLE)
		return i == FS || i == GS || !(s->base >> 32);
	if (!(s->access & AR_S) || !(s->access & AR_P) || !limit_fits(s))
		return false;
	if (i != FS && i != GS && s->base >> 32)
		return false;
	if (i == SS)
		return type == 3 || type == 7;
	return (type & 1) && (i == CS || !(type & 8) || (type & 2));
}

static bool check_system(const struct lucid_segment *s, bool tr, bool lma)
{
	unsigned int type = s->access & AR_TYPE;

	if ((s->access & AR_RESERVED) || !canonical(s->base))
		return false;
	if (!tr && (s->access & AR_UNUSABLE))
		return true;
	if ((s->access & (AR_UNUSABLE | AR_S)) || !(s->access & AR_P) || (s->selector & 4) ||
	    !limit_fits(s))
		return false;
	return tr ? type == 11 || (type == 3 && !lma) : type == 2;
}

static bool check_control(const struct lucid_vp_state *s)
{
	bool paging = s->cr0 & X86_CR0_PG, lma = s->efer & EFER_LMA;

	if (s->cr0 >> 32 || (paging && !(s->cr0 & X86_CR0_PE)) ||
	    (s->cr0 & (X86_CR0_CD | X86_CR0_NW)) == X86_CR0_NW)
		return false;
	if (s->cr4 & ~vcpu_cr4_allowed || s->cr3 >> phys_bits)
		return false;
	if (s->efer & ~(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX) ||
	    lma != (paging && (s->efer & EFER_LME)))
		return false;
	/* 32-bit PAE paging has four more registers, which this structure does not hold. */
	if (paging && lma != !!(s->cr4 & X86_CR4_PAE))
		return false;
	return lma || !(s->cr4 & X86_CR4_PCIDE);
}

static bool check_rest(const struct vp *vp, const struct lucid_vp_state *s)
{
	bool code64 = (s->efer & EFER_LMA) && (s->seg[CS].access & AR_L);
	uint64_t bsp = vp->index ? 0 : MSR_IA32_APICBASE_BSP;

	if (code64 ? !canonical(s->rip) : s->rip >> 32)
		return false;
	/* Virtual-8086 mode is refused as well. */
	if (s->rflags & ~(RFLAGS_DEFINED & ~X86_EFLAGS_VM) || !(s->rflags & X86_EFLAGS_FIXED))
		return false;
	if (!canonical(s->gdt_base) || !canonical(s->idt_base) || s->gdt_limit >> 16 ||
	    s->idt_limit >> 16)
		return false;
	return (s->apic_base & ~APIC_BASE_BITS) == APIC_GPA &&
	       (s->apic_base & MSR_IA32_APICBASE_BSP) == bsp &&
	       (s->apic_base & APIC_BASE_BITS & ~bsp) != MSR_IA32_APICBASE_X2APIC;
}

static bool check(const struct vp *vp, const struct lucid_vp_state *s)
{
	for (unsigned int i = ES; i <= GS; i++)
		if (!check_data(&s->seg[i], i))
			return false;
	return check_control(s) && check_rest(vp, s) &&
	       check_cs_ss(&s->seg[CS], &s->seg[SS], s) &&
	       check_system(&s->seg[LDTR], false, s->efer & EFER_LMA) &&
	       check_system(&s->seg[TR], true, s->efer & EFER_LMA);
}

static void put_segment(unsigned int i, const struct lucid_segment *s)
{
	uint64_t access = s->access & ~AR_UNUSABLE;

	if (s->access & AR_UNUSABLE)
		access |= VMCS_UNUSABLE;
	vmwrite(GUEST_ES_SELECTOR + 2 * i, s->selector);
	vmwrite(GUEST_ES_LIMIT + 2 * i, s->limit);
	vmwrite(GUEST_ES_AR_BYTES + 2 * i, access);
	vmwrite(GUEST_ES_BASE + 2 * i, s->base);
}

static void get_segment(unsigned int i, struct lucid_segment *s)
{
	uint64_t access = vmread(GUEST_ES_AR_BYTES + 2 * i);

	s->selector = (uint16_t)vmread(GUEST_ES_SELECTOR + 2 * i);
	s->limit = (uint32_t)vmread(GUEST_ES_LIMIT + 2 * i);
	s->access = (uint16_t)(access & 0xf0ff);
	if (access & VMCS_UNUSABLE)
		s->access |= AR_UNUSABLE;
	s->base = vmread(GUEST_ES_BASE + 2 * i);
}

void vcpu_put(struct vp *vp, const struct lucid_vp_state *s)
{
	uint64_t entry = vmread(VM_ENTRY_CONTROLS) & ~(uint64_t)VM_ENTRY_IA32E_MODE;

	memcpy(vp->gpr, s->gpr, sizeof(vp->gpr));
	vmwrite(GUEST_RSP, s->gpr[RSP]);
	vmwrite(GUEST_RIP, s->rip);
	vmwrite(GUEST_RFLAGS, s->rflags);
	vmwrite(GUEST_CR0, (s->cr0 & ~VCPU_CR0_MASK) | X86_CR0_NE | X86_CR0_ET);
	vmwrite(CR0_READ_SHADOW, s->cr0);
	vp->cr2 = s->cr2;
	vmwrite(GUEST_CR3, s->cr3);
	/* Bits of the host that the guest does not own: VMXE, and MCE as the parent has it. */
	vmwrite(GUEST_CR4, s->cr4 | (read_cr4() & (X86_CR4_VMXE | X86_CR4_MCE)));
	vmwrite(CR4_READ_SHADOW, s->cr4);
	vmwrite(GUEST_IA32_EFER, s->efer);
	vmwrite(VM_ENTRY_CONTROLS, entry | (s->efer & EFER_LMA ? VM_ENTRY_IA32E_MODE : 0));
	vmwrite(GUEST_GDTR_BASE, s->gdt_base);
	vmwrite(GUEST_GDTR_LIMIT, s->gdt_limit);
	vmwrite(GUEST_IDTR_BASE, s->idt_base);
	vmwrite(GUEST_IDTR_LIMIT, s->idt_limit);
	for (unsigned int i = 0; i < SEGMENTS; i++)
		put_segment(i, &s->seg[i]);
	vmwrite(GUEST_INTERRUPTIBILITY_INFO, 0);
	vmwrite(GUEST_ACTIVITY_STATE, GUEST_ACTIVITY_ACTIVE);
	vmwrite(GUEST_PENDING_DBG_EXCEPTIONS, 0);
	vmwrite(VM_ENTRY_INTR_INFO_FIELD, 0);
	vp->pending_in = false;
	vp->halted = s->status == LUCID_VP_WAIT_SIPI;
	if (vp->apic_base != s->apic_base) {
		vp->apic_base = s->apic_base;
		apic_mode_changed(vp);
	}
	vcpu_apic_mode(vp);
}

bool arch_vp_set(struct vp *vp, const struct lucid_vp_state *s)
{
	if (!check(vp, s))
		return false;
	vcpu_load(vp);
	vcpu_put(vp, s);
	vcpu_unload(vp);
	return true;
}

void arch_vp_get(struct vp *vp, struct lucid_vp_state *s)
{
	vcpu_load(vp);
	memset(s, 0, sizeof(*s));
	memcpy(s->gpr, vp->gpr, sizeof(s->gpr));
	s->gpr[RSP] = vmread(GUEST_RSP);
	s->rip = vmread(GUEST_RIP);
	s->rflags = vmread(GUEST_RFLAGS);
	s->cr0 = (vmread(GUEST_CR0) & ~VCPU_CR0_MASK) | (vmread(CR0_READ_SHADOW) & VCPU_CR0_MASK);
	s->cr2 = vp->cr2;
	s->cr3 = vmread(GUEST_CR3);
	s->cr4 = vmread(GUEST_CR4) & vcpu_cr4_allowed;
	s->efer = vmread(GUEST_IA32_EFER);
	s->apic_base = vp->apic_base;
	s->gdt_base = vmread(GUEST_GDTR_BASE);
	s->gdt_limit = (uint32_t)vmread(GUEST_GDTR_LIMIT);
	s->idt_base = vmread(GUEST_IDTR_BASE);
	s->idt_limit = (uint32_t)vmread(GUEST_IDTR_LIMIT);
	for (unsigned int i = 0; i < SEGMENTS; i++)
		get_segment(i, &s->seg[i]);
	vcpu_unload(vp);
}
