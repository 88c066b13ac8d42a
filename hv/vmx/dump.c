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
	{ "guest-physical address", GUEST_PHYSICAL_ADDRESS },
	{ "RIP", GUEST_RIP },
	{ "RSP", GUEST_RSP },
	{ "CR0", GUEST_CR0 },
	{ "CR3", GUEST_CR3 },
	{ "CR4", GUEST_CR4 },
	{ "EFER", GUEST_IA32_EFER },
	{ "CS access", GUEST_CS_AR_BYTES },
	{ "SS access", GUEST_SS_AR_BYTES },
	{ "interruptibility", GUEST_INTERRUPTIBILITY_INFO },
	{ "entry interruption info", VM_ENTRY_INTR_INFO_FIELD },
	{ "entry controls", VM_ENTRY_CONTROLS },
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
