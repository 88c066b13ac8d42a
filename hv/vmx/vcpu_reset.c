/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VP's registers after RESET and INIT, and its start by SIPI. vcpu.h says who calls.
 * Source: SDM vol. 3, 'Processor States Following Power-up, Reset, or INIT'.
 */
#include "hv/vmx/vcpu.h"

#include "hv/vmx/vapic.h"

static const struct lucid_segment data = { .limit = 0xffff, .access = 0x93 };

/* RDX is the CPU's family, model and stepping, as Intel's CPUs have it. */
static void reset_state(const struct vp *vp, struct lucid_vp_state *s)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	memset(s, 0, sizeof(*s));
	s->gpr[RDX] = r[0];
	s->rip = 0xfff0;
	s->rflags = X86_EFLAGS_FIXED;
	s->cr0 = X86_CR0_CD | X86_CR0_NW | X86_CR0_ET;
	s->gdt_limit = 0xffff;
	s->idt_limit = 0xffff;
	for (unsigned int i = 0; i < 6; i++)
		s->seg[i] = data;
	s->seg[1] = (struct lucid_segment){
		.base = 0xffff0000, .limit = 0xffff, .selector = 0xf000, .access = 0x9b,
	};
	s->seg[6] = (struct lucid_segment){ .limit = 0xffff, .access = 0x82 };
	s->seg[7] = (struct lucid_segment){ .limit = 0xffff, .access = 0x8b };
	s->apic_base = vp->apic_base;	/* INIT keeps the APIC's mode */
	s->status = vp->index ? LUCID_VP_WAIT_SIPI : LUCID_VP_OUT;
}

void vcpu_reset(struct vp *vp)
{
	struct lucid_vp_state s;

	reset_state(vp, &s);
	vp->status = s.status;
	vcpu_put(vp, &s);
	vmwrite(GUEST_DR7, 0x400);
	memset(vp->dr, 0, sizeof(vp->dr));
	vp->dr[4] = 0xffff0ff0;
	if (vp->dr_loaded)
		vcpu_write_debug(vp->dr);
	apic_reset(vp);
}

void vcpu_sipi(struct vp *vp, unsigned int vector)
{
	vmwrite(GUEST_CS_SELECTOR, (uint64_t)vector << 8);
	vmwrite(GUEST_CS_BASE, (uint64_t)vector << 12);
	vmwrite(GUEST_RIP, 0);
	vp->status = LUCID_VP_OUT;
	vp->halted = false;
}
