/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of a VP: between lucid_vp_state and the VMCS. core/ calls arch_vp_set() and
 * arch_vp_get(). Source: SDM vol. 3, 'Checks on the Guest State Area'.
 */
#include "hv/vmx/vcpu.h"

#include "hv/core/arch.h"
#include "hv/cpu/msr.h"
#include "hv/vmx/vapic.h"

#define SEGMENTS 8u

#define AR_UNUSABLE	BIT(11)	/* in lucid_segment */
#define VMCS_UNUSABLE	BIT(16)	/* in the VMCS */
#define EFER_ALLOWED	(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX)
#define APIC_BASE_BITS	(MSR_IA32_APICBASE_BSP | MSR_IA32_APICBASE_X2APIC | \
			 MSR_IA32_APICBASE_ENABLE)

/*
 * What VM entry does not check, or would take amiss as a fault of the hypervisor's own
 * fields. All else is left to it: a bad state ends the first VP_RUN with EXIT_FAIL.
 */
static bool check(const struct vp *vp, const struct lucid_vp_state *s)
{
	uint64_t bsp = vp->index ? 0 : MSR_IA32_APICBASE_BSP;

	if (s->cr0 >> 32 || s->cr4 & ~vcpu_cr4_allowed || s->efer & ~EFER_ALLOWED)
		return false;
	return (s->apic_base & ~APIC_BASE_BITS) == APIC_GPA &&
	       (s->apic_base & MSR_IA32_APICBASE_BSP) == bsp &&
	       (s->apic_base & APIC_BASE_BITS & ~bsp) != MSR_IA32_APICBASE_X2APIC;
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
	/* Translations that were made in another state: here now, elsewhere at the next run. */
	invvpid(vmread(VIRTUAL_PROCESSOR_ID));
	vp->vmcs_cpu = ~0u;
	vp->pending = VP_PENDING_NONE;
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
