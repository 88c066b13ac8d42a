/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The loop that runs the parent, and what it exits for, as a table: an empty slot is an
 * exit that was never asked for, so it means a bug. See parent.h.
 */
#include "hv/core/tlb.h"
#include "hv/core/vp.h"
#include "hv/cpu/regs.h"
#include "hv/exit/parent.h"
#include "hv/hcall/hcall.h"
#include "hv/lib/lib.h"
#include "hv/vmx/vmx.h"

static void parent_ud(struct cpu *c)
{
	(void)c;
	vmx_inject_ud();
}

/* The call may run a child, which needs this CPU's VMCS: RIP moves on first. */
static void parent_vmcall(struct cpu *c)
{
	if (!vmx_guest_is_kernel64()) {
		vmx_inject_ud();
		return;
	}
	vmx_skip();
	hcall_dispatch(NULL, c->gpr);
}

/* WBINVD keeps what INVD would lose: the hypervisor's data may be in the caches. */
static void parent_invd(struct cpu *c)
{
	(void)c;
	__asm__ volatile("wbinvd" : : : "memory");
	vmx_skip();
}

static void parent_xsetbv(struct cpu *c)
{
	uint64_t value = (uint32_t)c->gpr[RAX] | c->gpr[RDX] << 32;

	if (xsetbv_safe((uint32_t)c->gpr[RCX], value))
		vmx_skip();
	else
		vmx_inject_gp();
}

/* Linux falls back on a triple fault to reboot: do what the chip set would do. */
static void parent_triple_fault(struct cpu *c)
{
	(void)c;
	log_printf("parent: triple fault at 0x%lx, resetting the machine\n", vmread(GUEST_RIP));
	outb(0xcf9, 0x02);
	outb(0xcf9, 0x06);
	for (unsigned int i = 0; i < 100000 && (inb(0x64) & 2); i++)
		__builtin_ia32_pause();
	outb(0x64, 0xfe);
	panic("the machine does not reset\n");
}

static void (*const handler[EXIT_REASONS])(struct cpu *c) = {
	[EXIT_REASON_TRIPLE_FAULT] = parent_triple_fault,
	[EXIT_REASON_INIT_SIGNAL] = parent_init_signal,
	[EXIT_REASON_SIPI_SIGNAL] = parent_sipi,
	[EXIT_REASON_CPUID] = parent_cpuid,
	[EXIT_REASON_GETSEC] = parent_ud,
	[EXIT_REASON_INVD] = parent_invd,
	[EXIT_REASON_VMCALL] = parent_vmcall,
	[EXIT_REASON_VMCLEAR ... EXIT_REASON_VMON] = parent_ud,
	[EXIT_REASON_CR_ACCESS] = parent_cr,
	[EXIT_REASON_MSR_READ] = parent_rdmsr,
	[EXIT_REASON_MSR_WRITE] = parent_wrmsr,
	[EXIT_REASON_EPT_VIOLATION] = parent_ept_violation,
	[EXIT_REASON_INVEPT] = parent_ud,
	[EXIT_REASON_INVVPID] = parent_ud,
	[EXIT_REASON_XSETBV] = parent_xsetbv,
	[EXIT_REASON_VMFUNC] = parent_ud,
};

static void parent_exit(struct cpu *c, uint32_t reason)
{
	if (unlikely(reason >= EXIT_REASONS || !handler[reason]))
		panic("parent: exit reason 0x%x was not expected\n", reason);
	handler[reason](c);
}

/* An NMI that came in root mode: deliver it unless something else is due first. */
static void deliver_nmi(struct cpu *c)
{
	uint64_t blocking = GUEST_INTR_STATE_NMI | GUEST_INTR_STATE_MOV_SS;

	if (vmread(VM_ENTRY_INTR_INFO_FIELD) & INTR_INFO_VALID_MASK)
		return;
	if (vmread(GUEST_INTERRUPTIBILITY_INFO) & blocking)
		return;
	c->nmi = 0;
	vmx_inject(INTR_TYPE_NMI_INTR | X86_TRAP_NMI, 0);
}

void parent_loop(struct cpu *c)
{
	uint64_t gen;

	for (;;) {
		if (unlikely(READ_ONCE(c->nmi)))
			deliver_nmi(c);
		if (unlikely(tlb_stale(c->id, &gen))) {
			invept_all();
			tlb_publish(c->id, gen);
		}
		if (unlikely(vmx_enter(c->gpr, c->launched)))
			panic("VM entry of the parent failed, VM-instruction error %lu\n",
			      vmread(VM_INSTRUCTION_ERROR));
		c->launched = true;
		parent_exit(c, (uint32_t)vmread(VM_EXIT_REASON));
	}
}
