/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMCS of a child's VP: controls, MSR bitmaps, creation. See vcpu.h; core/ calls
 * arch_vp_init(). Source: SDM vol. 3, 'Virtual Machine Control Structures'.
 */
#include "hv/vmx/vcpu.h"

#include "hv/core/arch.h"
#include "hv/cpu/msr.h"
#include "hv/vmx/vapic.h"

#define EXCEPTIONS	(BIT(X86_TRAP_DB) | BIT(X86_TRAP_AC) | BIT(X86_TRAP_MC))

/* VME PVI TSD DE PSE PAE, PGE PCE OSFXSR OSXMMEXCPT UMIP, FSGSBASE PCIDE OSXSAVE, SMEP SMAP. */
#define CR4_SHOWN	0x370fbfUL

/* Offsets of MSR bitmaps: reads and writes, of 0 to 0x1fff and from 0xc0000000. */
#define BITMAP_HIGH	0x400
#define BITMAP_WRITE	0x800

static uint8_t bitmap_xapic[PAGE_SIZE] __aligned(4096);
static uint8_t bitmap_x2apic[PAGE_SIZE] __aligned(4096);

static struct {
	uint32_t pin, cpu, secondary, exit, entry;
} ctl;

uint64_t vcpu_cr4_allowed;

static uint64_t va_pa(const void *va)
{
	return (uint64_t)va - (uint64_t)pa_va(0);
}

/* Do not intercept reads (and, with @write, writes) of @msr. */
static void pass(uint8_t *bitmap, uint32_t msr, bool write)
{
	uint32_t at = (msr & 0x1fff) / 8 + (msr >> 31 ? BITMAP_HIGH : 0);
	uint8_t keep = (uint8_t)~(1u << msr % 8);

	bitmap[at] &= keep;
	if (write)
		bitmap[at + BITMAP_WRITE] &= keep;
}

static void make_bitmap(uint8_t *bitmap)
{
	/* In the VMCS, or switched by vcpu_switch.c; the CPU checks the values. */
	static const uint32_t own[] = {
		MSR_IA32_SYSENTER_CS, MSR_IA32_SYSENTER_ESP, MSR_IA32_SYSENTER_EIP,
		MSR_IA32_CR_PAT, MSR_EFER, MSR_STAR, MSR_LSTAR, MSR_CSTAR, MSR_SYSCALL_MASK,
		MSR_FS_BASE, MSR_GS_BASE, MSR_KERNEL_GS_BASE, MSR_TSC_AUX,
	};

	memset(bitmap, 0xff, PAGE_SIZE);
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		pass(bitmap, own[i], true);
	pass(bitmap, MSR_IA32_TSC, false);
}

/*
 * Reads that the CPU answers from the virtual-APIC page, and the three writes that it
 * virtualises. Every other write would reach the parent's APIC, so it exits. ICR and
 * current count are not in the page in the form in which they are read.
 */
static void make_x2apic_bitmap(uint8_t *bitmap)
{
	static const struct { uint8_t from, to; } reads[] = {
		{ 0x02, 0x03 }, { 0x08, 0x08 }, { 0x0a, 0x0a }, { 0x0d, 0x0d }, { 0x0f, 0x28 },
		{ 0x32, 0x38 }, { 0x3e, 0x3e },
	};

	make_bitmap(bitmap);
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++)
		for (uint32_t r = reads[i].from; r <= reads[i].to; r++)
			pass(bitmap, MSR_IA32_X2APIC_BASE + r, false);
	bitmap[BITMAP_WRITE + (MSR_IA32_X2APIC_BASE + 0x08) / 8] &= (uint8_t)~(1u << 0);
	bitmap[BITMAP_WRITE + (MSR_IA32_X2APIC_BASE + 0x0b) / 8] &= (uint8_t)~(1u << 3);
}

void vcpu_boot(void)
{
	const uint32_t optional = SECONDARY_EXEC_ENABLE_RDTSCP | SECONDARY_EXEC_ENABLE_INVPCID;

	make_bitmap(bitmap_xapic);
	make_x2apic_bitmap(bitmap_x2apic);
	ctl.pin = vmx_ctl(MSR_IA32_VMX_TRUE_PINBASED_CTLS,
			  PIN_BASED_EXT_INTR_MASK | PIN_BASED_NMI_EXITING |
			  PIN_BASED_VMX_PREEMPTION_TIMER);
	ctl.cpu = vmx_ctl(MSR_IA32_VMX_TRUE_PROCBASED_CTLS,
			  CPU_BASED_USE_TSC_OFFSETTING | CPU_BASED_HLT_EXITING |
			  CPU_BASED_MWAIT_EXITING | CPU_BASED_MONITOR_EXITING |
			  CPU_BASED_RDPMC_EXITING | CPU_BASED_TPR_SHADOW |
			  CPU_BASED_MOV_DR_EXITING | CPU_BASED_UNCOND_IO_EXITING |
			  CPU_BASED_USE_MSR_BITMAPS | CPU_BASED_ACTIVATE_SECONDARY_CONTROLS);
	ctl.secondary = vmx_ctl_opt(MSR_IA32_VMX_PROCBASED2_CTLS,
				    SECONDARY_EXEC_ENABLE_EPT | SECONDARY_EXEC_ENABLE_VPID |
				    SECONDARY_EXEC_UNRESTRICTED_GUEST |
				    SECONDARY_EXEC_APIC_REGISTER_VIRT |
				    SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY | optional, optional);
	ctl.exit = vmx_ctl(MSR_IA32_VMX_TRUE_EXIT_CTLS,
			   VM_EXIT_SAVE_DEBUG_CONTROLS | VM_EXIT_HOST_ADDR_SPACE_SIZE |
			   VM_EXIT_SAVE_IA32_PAT | VM_EXIT_LOAD_IA32_PAT |
			   VM_EXIT_SAVE_IA32_EFER | VM_EXIT_LOAD_IA32_EFER |
			   VM_EXIT_SAVE_VMX_PREEMPTION_TIMER);
	ctl.entry = vmx_ctl(MSR_IA32_VMX_TRUE_ENTRY_CTLS,
			    VM_ENTRY_LOAD_DEBUG_CONTROLS | VM_ENTRY_LOAD_IA32_PAT |
			    VM_ENTRY_LOAD_IA32_EFER);
	vcpu_cr4_allowed = CR4_SHOWN & rdmsr(MSR_IA32_VMX_CR4_FIXED1);
}

void vcpu_apic_mode(struct vp *vp)
{
	bool x2apic = vp->apic_base & MSR_IA32_APICBASE_X2APIC;
	uint32_t secondary = ctl.secondary;

	if (x2apic)
		secondary |= SECONDARY_EXEC_VIRTUALIZE_X2APIC_MODE;
	else if (vp->apic_base & MSR_IA32_APICBASE_ENABLE && vp->part->apic_page)
		secondary |= SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES;
	vmwrite(SECONDARY_VM_EXEC_CONTROL, secondary);
	vmwrite(APIC_ACCESS_ADDR, vp->part->apic_page);
	vmwrite(MSR_BITMAP, va_pa(x2apic ? bitmap_x2apic : bitmap_xapic));
}

static void write_controls(struct vp *vp)
{
	static const uint16_t zero[] = {
		PAGE_FAULT_ERROR_CODE_MASK, PAGE_FAULT_ERROR_CODE_MATCH, CR3_TARGET_COUNT,
		VM_EXIT_MSR_STORE_COUNT, VM_EXIT_MSR_LOAD_COUNT, VM_ENTRY_MSR_LOAD_COUNT,
		TPR_THRESHOLD, EOI_EXIT_BITMAP0, EOI_EXIT_BITMAP1, EOI_EXIT_BITMAP2,
		EOI_EXIT_BITMAP3, GUEST_SYSENTER_CS, GUEST_SYSENTER_ESP, GUEST_SYSENTER_EIP,
		GUEST_IA32_DEBUGCTL,
	};

	for (size_t i = 0; i < ARRAY_SIZE(zero); i++)
		vmwrite(zero[i], 0);
	vmwrite(VIRTUAL_PROCESSOR_ID, (vp->part->id - 1) * LUCID_MAX_VPS + vp->index + 1);
	vmwrite(PIN_BASED_VM_EXEC_CONTROL, ctl.pin);
	vmwrite(CPU_BASED_VM_EXEC_CONTROL, ctl.cpu);
	vmwrite(VM_EXIT_CONTROLS, ctl.exit);
	vmwrite(VM_ENTRY_CONTROLS, ctl.entry);
	vmwrite(EXCEPTION_BITMAP, EXCEPTIONS);
	vmwrite(VMX_PREEMPTION_TIMER_VALUE, UINT32_MAX);
	vmwrite(VIRTUAL_APIC_PAGE_ADDR, vp_apic_hpa(vp));
	vmwrite(CR0_GUEST_HOST_MASK, VCPU_CR0_MASK);
	vmwrite(CR4_GUEST_HOST_MASK, ~vcpu_cr4_allowed);
	vmwrite(VMCS_LINK_POINTER, ~0UL);
}

/* Registers that VP_SET does not name, and that only RESET changes. */
static void write_rest(struct vp *vp)
{
	uint8_t *xsave = pa_va(vp_xsave_hpa(vp));

	*(uint32_t *)(xsave + 24) = 0x1f80;	/* MXCSR; all else is in its initial state */
	vp->xcr0 = 1;
	vp->misc_enable = 0x1801;	/* fast strings; no BTS, no PEBS */
	vp->mtrr_def_type = 0x806;	/* on, write-back */
	vmwrite(GUEST_IA32_PAT, 0x0007040600070406UL);
}

void vcpu_load(struct vp *vp)
{
	this_cpu()->vp = vp;
	vmptrld(vp_vmcs_hpa(vp));
	vp->launched = false;
}

void vcpu_unload(struct vp *vp)
{
	struct cpu *c = this_cpu();

	vmclear(vp_vmcs_hpa(vp));
	vmptrld(c->vmcs_pa);
	c->vp = NULL;
}

void arch_vp_init(struct vp *vp)
{
	*(uint32_t *)pa_va(vp_vmcs_hpa(vp)) = rdmsr(MSR_IA32_VMX_BASIC) & 0x7fffffff;
	vmclear(vp_vmcs_hpa(vp));
	vcpu_load(vp);
	vp->apic_base = APIC_GPA | MSR_IA32_APICBASE_ENABLE |
			(vp->index ? 0 : MSR_IA32_APICBASE_BSP);
	write_controls(vp);
	write_rest(vp);
	vcpu_reset(vp);
	vcpu_unload(vp);
}
