/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMCS dump: see dump.h. It uses VMREAD without checks, since a panic may come
 * before VMXON: then it must not fault, so it asks CR4 and VMPTRST first.
 */
#include "hv/cpu/regs.h"
#include "hv/lib/lib.h"
#include "hv/vmx/dump.h"
#include "hv/vmx/insn.h"
#include "hv/vmx/vmcs.h"

static const struct {
	const char *name;
	uint64_t field;
} fields[] = {
	{ "exit reason", VM_EXIT_REASON },
	{ "exit qualification", EXIT_QUALIFICATION },
	{ "VM-instruction error", VM_INSTRUCTION_ERROR },
	{ "exit interruption info", VM_EXIT_INTR_INFO },
	{ "IDT-vectoring info", IDT_VECTORING_INFO_FIELD },
	{ "exit instruction length", VM_EXIT_INSTRUCTION_LEN },
	{ "guest-physical address", GUEST_PHYSICAL_ADDRESS },
	{ "guest linear address", GUEST_LINEAR_ADDRESS },
	{ "RIP", GUEST_RIP },
	{ "RSP", GUEST_RSP },
	{ "RFLAGS", GUEST_RFLAGS },
	{ "CR0", GUEST_CR0 },
	{ "CR3", GUEST_CR3 },
	{ "CR4", GUEST_CR4 },
	{ "EFER", GUEST_IA32_EFER },
	{ "CS selector", GUEST_CS_SELECTOR },
	{ "CS access", GUEST_CS_AR_BYTES },
	{ "CS base", GUEST_CS_BASE },
	{ "SS access", GUEST_SS_AR_BYTES },
	{ "TR access", GUEST_TR_AR_BYTES },
	{ "GDT base", GUEST_GDTR_BASE },
	{ "IDT base", GUEST_IDTR_BASE },
	{ "activity", GUEST_ACTIVITY_STATE },
	{ "interruptibility", GUEST_INTERRUPTIBILITY_INFO },
	{ "entry interruption info", VM_ENTRY_INTR_INFO_FIELD },
	{ "pin-based controls", PIN_BASED_VM_EXEC_CONTROL },
	{ "processor-based controls", CPU_BASED_VM_EXEC_CONTROL },
	{ "secondary controls", SECONDARY_VM_EXEC_CONTROL },
	{ "exit controls", VM_EXIT_CONTROLS },
	{ "entry controls", VM_ENTRY_CONTROLS },
	{ "EPT pointer", EPT_POINTER },
};

void vmx_dump(void)
{
	uint64_t current = ~0UL;

	if (!(read_cr4() & X86_CR4_VMXE))
		return;
	__asm__ volatile("vmptrst %0" : "=m"(current) : : "cc", "memory");
	if (current == ~0UL)
		return;
	log_printf("VMCS 0x%lx\n", current);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		log_printf("  %s 0x%lx\n", fields[i].name, vmread(fields[i].field));
}
