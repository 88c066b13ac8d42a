/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMX operation of a CPU: capability checks, VMXON, host state, and the small things
 * that exits of parent and children share. See vmx.h. Source: SDM vol. 3, 'VMX
 * Capability Reporting Facility', 'Checks on VMX Controls and Host-State Area'.
 */
#include "hv/core/arch.h"
#include "hv/cpu/msr.h"
#include "hv/cpu/regs.h"
#include "hv/cpu/trap.h"
#include "hv/vmx/vmx.h"

unsigned int preemption_shift;

extern char vmx_exit[];

uint32_t vmx_ctl_opt(uint32_t msr, uint32_t want, uint32_t optional)
{
	uint64_t cap = rdmsr(msr);
	uint32_t must = (uint32_t)cap, may = (uint32_t)(cap >> 32);

	want &= may | ~optional;
	if (want & ~may)
		panic("VMX: control bits 0x%x of capability MSR 0x%x cannot be set\n",
		      want & ~may, msr);
	return want | must;
}

uint32_t vmx_ctl(uint32_t msr, uint32_t want)
{
	return vmx_ctl_opt(msr, want, 0);
}

/* What cannot be done without, under the names of the SDM's tables of controls. */
static const struct {
	uint32_t msr, bit;
	const char *name;
} required[] = {
#define NEED(msr, bit, name) { MSR_IA32_VMX_##msr##_CTLS, bit, name }
	NEED(PINBASED, PIN_BASED_EXT_INTR_MASK, "external-interrupt exiting"),
	NEED(PINBASED, PIN_BASED_NMI_EXITING, "NMI exiting"),
	NEED(PINBASED, PIN_BASED_VMX_PREEMPTION_TIMER, "activate VMX-preemption timer"),
	NEED(PROCBASED, CPU_BASED_TPR_SHADOW, "use TPR shadow"),
	NEED(PROCBASED, CPU_BASED_USE_TSC_OFFSETTING, "use TSC offsetting"),
	NEED(PROCBASED, CPU_BASED_USE_MSR_BITMAPS, "use MSR bitmaps"),
	NEED(PROCBASED, CPU_BASED_ACTIVATE_SECONDARY_CONTROLS, "activate secondary controls"),
	NEED(PROCBASED2, SECONDARY_EXEC_ENABLE_EPT, "enable EPT"),
	NEED(PROCBASED2, SECONDARY_EXEC_ENABLE_VPID, "enable VPID"),
	NEED(PROCBASED2, SECONDARY_EXEC_UNRESTRICTED_GUEST, "unrestricted guest"),
	NEED(PROCBASED2, SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES, "virtualize APIC accesses"),
	NEED(PROCBASED2, SECONDARY_EXEC_VIRTUALIZE_X2APIC_MODE, "virtualize x2APIC mode"),
	NEED(PROCBASED2, SECONDARY_EXEC_APIC_REGISTER_VIRT, "APIC-register virtualization"),
	NEED(PROCBASED2, SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY, "virtual-interrupt delivery"),
	NEED(EXIT, VM_EXIT_SAVE_IA32_EFER, "save IA32_EFER"),
	NEED(EXIT, VM_EXIT_LOAD_IA32_EFER, "load IA32_EFER"),
	NEED(EXIT, VM_EXIT_SAVE_IA32_PAT, "save IA32_PAT"),
	NEED(ENTRY, VM_ENTRY_LOAD_IA32_EFER, "load IA32_EFER"),
	NEED(ENTRY, VM_ENTRY_LOAD_IA32_PAT, "load IA32_PAT"),
};

/* IA32_VMX_EPT_VPID_CAP: 4-level walk, write-back, 2 MiB and 1 GiB pages, all-context INVEPT. */
#define EPT_CAPS	(BIT(6) | BIT(14) | BIT(16) | BIT(17) | BIT(20) | BIT(26))

void vmx_check(void)
{
	uint64_t feat = 0, ept;
	uint32_t r[4];

	cpuid(1, 0, r);
	if (!(r[2] & BIT(5)))
		panic("CPU: no VMX (CPUID.1:ECX.VMX[bit 5])\n");
	if (!(r[2] & BIT(26)))
		panic("CPU: no XSAVE (CPUID.1:ECX.XSAVE[bit 26])\n");
	cpuid(0x80000001, 0, r);
	if (!(r[3] & BIT(26)))
		panic("CPU: no 1-GByte pages (CPUID.80000001H:EDX[bit 26])\n");
	if (rdmsr_safe(MSR_IA32_FEAT_CTL, &feat) && (feat & 5) == 1)
		panic("CPU: VMX outside SMX is locked off (IA32_FEATURE_CONTROL = 0x%lx)\n", feat);
	for (size_t i = 0; i < ARRAY_SIZE(required); i++)
		if (!((rdmsr(required[i].msr) >> 32) & required[i].bit))
			panic("VMX: this CPU lacks '%s'\n", required[i].name);
	ept = rdmsr(MSR_IA32_VMX_EPT_VPID_CAP);
	if (~ept & EPT_CAPS)
		panic("VMX: IA32_VMX_EPT_VPID_CAP lacks bits 0x%lx\n", ~ept & EPT_CAPS);
	preemption_shift = rdmsr(MSR_IA32_VMX_MISC) & 31;
}

void vmx_on(struct cpu *c)
{
	uint64_t feat = 0;
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC) & 0x7fffffff;

	if (rdmsr_safe(MSR_IA32_FEAT_CTL, &feat) && !(feat & 1))
		wrmsr(MSR_IA32_FEAT_CTL, feat | 5);
	write_cr0((read_cr0() | rdmsr(MSR_IA32_VMX_CR0_FIXED0)) &
		  rdmsr(MSR_IA32_VMX_CR0_FIXED1));
	write_cr4((read_cr4() | X86_CR4_VMXE | rdmsr(MSR_IA32_VMX_CR4_FIXED0)) &
		  rdmsr(MSR_IA32_VMX_CR4_FIXED1));
	*(uint32_t *)pa_va(c->vmxon_pa) = revision;
	*(uint32_t *)pa_va(c->vmcs_pa) = revision;
	vmxon(c->vmxon_pa);
	vmclear(c->vmcs_pa);
	vmptrld(c->vmcs_pa);
}

void vmx_host_state(struct cpu *c)
{
	static const uint16_t zero[] = {
		HOST_ES_SELECTOR, HOST_DS_SELECTOR, HOST_FS_SELECTOR, HOST_GS_SELECTOR,
		HOST_FS_BASE, HOST_IA32_SYSENTER_CS, HOST_IA32_SYSENTER_ESP, HOST_IA32_SYSENTER_EIP,
	};

	for (size_t i = 0; i < ARRAY_SIZE(zero); i++)
		vmwrite(zero[i], 0);
	vmwrite(HOST_CR0, read_cr0());
	vmwrite(HOST_CR3, read_cr3());
	vmwrite(HOST_CR4, read_cr4());
	vmwrite(HOST_CS_SELECTOR, HV_CS);
	vmwrite(HOST_SS_SELECTOR, HV_SS);
	vmwrite(HOST_TR_SELECTOR, HV_TR);
	vmwrite(HOST_GS_BASE, (uint64_t)c);
	vmwrite(HOST_TR_BASE, (uint64_t)&c->tss);
	vmwrite(HOST_GDTR_BASE, (uint64_t)c->gdt);
	vmwrite(HOST_IDTR_BASE, (uint64_t)idt);
	vmwrite(HOST_IA32_EFER, rdmsr(MSR_EFER));
	vmwrite(HOST_IA32_PAT, rdmsr(MSR_IA32_CR_PAT));
	vmwrite(HOST_RIP, (uint64_t)vmx_exit);
}

void vmx_inject(uint32_t info, uint32_t error)
{
	uint32_t type = info & INTR_INFO_INTR_TYPE_MASK;

	if (info & INTR_INFO_DELIVER_CODE_MASK)
		vmwrite(VM_ENTRY_EXCEPTION_ERROR_CODE, error);
	if (type >= INTR_TYPE_SOFT_INTR)
		vmwrite(VM_ENTRY_INSTRUCTION_LEN, vmread(VM_EXIT_INSTRUCTION_LEN));
	info &= INTR_INFO_VECTOR_MASK | INTR_INFO_INTR_TYPE_MASK | INTR_INFO_DELIVER_CODE_MASK;
	vmwrite(VM_ENTRY_INTR_INFO_FIELD, info | INTR_INFO_VALID_MASK);
}

void vmx_redeliver(void)
{
	uint32_t info = (uint32_t)vmread(IDT_VECTORING_INFO_FIELD);

	if (info & INTR_INFO_VALID_MASK)
		vmx_inject(info, (uint32_t)vmread(IDT_VECTORING_ERROR_CODE));
}

/* The CPU pushes RF as it finds it; a fault of its own making would have it set. */
static void inject_fault(uint32_t info)
{
	vmwrite(GUEST_RFLAGS, vmread(GUEST_RFLAGS) | X86_EFLAGS_RF);
	vmx_inject(INTR_TYPE_HARD_EXCEPTION | info, 0);
}

void vmx_inject_ud(void)
{
	inject_fault(X86_TRAP_UD);
}

void vmx_inject_gp(void)
{
	inject_fault(INTR_INFO_DELIVER_CODE_MASK | X86_TRAP_GP);
}
