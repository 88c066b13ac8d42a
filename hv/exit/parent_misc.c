/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rare exits of the parent: control registers, accesses to memory that is not its
 * own, INIT and SIPI. Called through parent.c.
 */
#include "hv/core/arch.h"
#include "hv/core/page.h"
#include "hv/core/vp.h"
#include "hv/cpu/regs.h"
#include "hv/exit/cr.h"
#include "hv/exit/parent.h"
#include "hv/lib/lib.h"
#include "hv/vmx/vmx.h"

/* VMX is hidden: CR4.VMXE cannot be set. */
void parent_cr(struct cpu *c)
{
	if (!cr_access(c->gpr, 0))
		vmx_inject_gp();
}

/*
 * The exit qualification's low bits are the access (SDM: 'Exit Qualification for EPT
 * Violations') in the order of LUCID_RIGHT_*. A right that came back meanwhile makes
 * the violation spurious; RAM only, since all else is always mapped.
 */
void parent_ept_violation(struct cpu *c)
{
	uint64_t gpa = vmread(GUEST_PHYSICAL_ADDRESS), what = vmread(EXIT_QUALIFICATION) & 7;
	static uint32_t reported;

	if (!page_of(gpa))
		panic("parent: EPT violation at 0x%lx, which is not RAM\n", gpa);
	if ((arch_parent_get(gpa) & what) == what) {
		invept_all();
		vmx_redeliver();
		return;
	}
	if (__atomic_fetch_add(&reported, 1, __ATOMIC_RELAXED) < 100)
		log_printf("parent: CPU %u: access %lu to 0x%lx refused, RIP 0x%lx\n", c->id, what,
			   gpa, vmread(GUEST_RIP));
	vmx_inject_gp();
}

void parent_init_signal(struct cpu *c)
{
	(void)c;
	vmwrite(GUEST_ACTIVITY_STATE, GUEST_ACTIVITY_WAIT_SIPI);
}

/* Real mode at CS:0, as after a start-up IPI (SDM: 'Processor State After INIT'). */
void parent_sipi(struct cpu *c)
{
	static const uint16_t zero[] = {
		GUEST_RIP, GUEST_CR3, CR0_READ_SHADOW, GUEST_IA32_EFER, GUEST_IDTR_BASE,
		GUEST_GDTR_BASE, GUEST_ACTIVITY_STATE, GUEST_INTERRUPTIBILITY_INFO,
	};
	uint64_t vector = vmread(EXIT_QUALIFICATION) & 0xff;
	uint64_t entry = vmread(VM_ENTRY_CONTROLS);

	for (uint64_t n = 0; n <= GUEST_GS_SELECTOR - GUEST_ES_SELECTOR; n += 2) {
		vmwrite(GUEST_ES_SELECTOR + n, 0);
		vmwrite(GUEST_ES_BASE + n, 0);
		vmwrite(GUEST_ES_LIMIT + n, 0xffff);
		vmwrite(GUEST_ES_AR_BYTES + n, 0x93);
	}
	for (size_t i = 0; i < ARRAY_SIZE(zero); i++)
		vmwrite(zero[i], 0);
	vmwrite(GUEST_CS_SELECTOR, vector << 8);
	vmwrite(GUEST_CS_BASE, vector << 12);
	vmwrite(GUEST_CS_AR_BYTES, 0x9b);
	vmwrite(GUEST_RFLAGS, X86_EFLAGS_FIXED);
	vmwrite(GUEST_CR0, X86_CR0_NE | X86_CR0_ET | X86_CR0_CD | X86_CR0_NW);
	vmwrite(GUEST_CR4, X86_CR4_VMXE);
	vmwrite(VM_ENTRY_CONTROLS, entry & ~(uint64_t)VM_ENTRY_IA32E_MODE);
	vmwrite(GUEST_IDTR_LIMIT, 0xffff);
	vmwrite(GUEST_GDTR_LIMIT, 0xffff);
	memset(c->gpr, 0, sizeof(c->gpr));
	c->gpr[RDX] = 0x600;
}
