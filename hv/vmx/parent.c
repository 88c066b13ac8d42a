/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's VMCS on one CPU. Hardware is passed through: interrupts, ports and most
 * MSRs cause no exit. boot/ calls it; the loop that runs it is exit/parent.c.
 */
#include "hv/core/vp.h"
#include "hv/cpu/msr.h"
#include "hv/cpu/regs.h"
#include "hv/vmx/ept.h"
#include "hv/vmx/vmx.h"

#define AR_CODE64	0xa09b
#define AR_DATA		0xc093
#define AR_TSS		0x008b
#define AR_UNUSABLE	0x10000

static uint8_t msr_bitmap[PAGE_SIZE] __aligned(PAGE_SIZE);

/* Bitmap quarters: reads low, reads high, writes low, writes high (SDM: 'MSR-Bitmap Address'). */
static void intercept(uint32_t first, uint32_t last, bool reads)
{
	for (uint32_t msr = first; msr <= last; msr++) {
		uint8_t bit = (uint8_t)(1u << msr % 8);

		msr_bitmap[2048 + msr / 8] |= bit;
		if (reads)
			msr_bitmap[msr / 8] |= bit;
	}
}

static void make_msr_bitmap(void)
{
	intercept(MSR_IA32_APICBASE, MSR_IA32_APICBASE, false);
	intercept(MSR_IA32_FEAT_CTL, MSR_IA32_FEAT_CTL, true);
	intercept(MSR_IA32_UCODE_WRITE, MSR_IA32_UCODE_WRITE, false);
	intercept(MSR_IA32_SMM_MONITOR_CTL, MSR_IA32_SMM_MONITOR_CTL, true);
	intercept(MSR_MTRRphysBase0, MSR_MTRRfix4K_F8000, false);
	intercept(MSR_MTRRdefType, MSR_MTRRdefType, false);
	intercept(MSR_IA32_VMX_BASIC, MSR_IA32_VMX_LAST, true);
	intercept(MSR_IA32_RTIT_FIRST, MSR_IA32_RTIT_LAST, false);
	intercept(0x17d0, 0x17d1, false);	/* hardware feedback interface */
}

static void set_controls(void)
{
	uint32_t optional = SECONDARY_EXEC_ENABLE_RDTSCP | SECONDARY_EXEC_ENABLE_INVPCID |
			    SECONDARY_EXEC_ENABLE_XSAVES | SECONDARY_EXEC_ENABLE_USR_WAIT_PAUSE;

	vmwrite(PIN_BASED_VM_EXEC_CONTROL, vmx_ctl(MSR_IA32_VMX_TRUE_PINBASED_CTLS, 0));
	vmwrite(CPU_BASED_VM_EXEC_CONTROL,
		vmx_ctl(MSR_IA32_VMX_TRUE_PROCBASED_CTLS,
			CPU_BASED_USE_MSR_BITMAPS | CPU_BASED_ACTIVATE_SECONDARY_CONTROLS));
	vmwrite(SECONDARY_VM_EXEC_CONTROL,
		vmx_ctl_opt(MSR_IA32_VMX_PROCBASED2_CTLS,
			    SECONDARY_EXEC_ENABLE_EPT | SECONDARY_EXEC_ENABLE_VPID |
			    SECONDARY_EXEC_UNRESTRICTED_GUEST | optional, optional));
	vmwrite(VM_EXIT_CONTROLS,
		vmx_ctl(MSR_IA32_VMX_TRUE_EXIT_CTLS,
			VM_EXIT_HOST_ADDR_SPACE_SIZE | VM_EXIT_SAVE_DEBUG_CONTROLS |
			VM_EXIT_SAVE_IA32_PAT | VM_EXIT_LOAD_IA32_PAT |
			VM_EXIT_SAVE_IA32_EFER | VM_EXIT_LOAD_IA32_EFER));
	vmwrite(VM_ENTRY_CONTROLS,
		vmx_ctl(MSR_IA32_VMX_TRUE_ENTRY_CTLS,
			VM_ENTRY_IA32E_MODE | VM_ENTRY_LOAD_DEBUG_CONTROLS |
			VM_ENTRY_LOAD_IA32_PAT | VM_ENTRY_LOAD_IA32_EFER));
	vmwrite(EXCEPTION_BITMAP, 0);
	vmwrite(MSR_BITMAP, (uint64_t)msr_bitmap);
	vmwrite(EPT_POINTER, ept_pointer(ept_parent_root()));
	vmwrite(VIRTUAL_PROCESSOR_ID, PARENT_VPID);
	vmwrite(VMCS_LINK_POINTER, ~0UL);
	if (vmread(SECONDARY_VM_EXEC_CONTROL) & SECONDARY_EXEC_ENABLE_XSAVES)
		vmwrite(XSS_EXIT_BITMAP, 0);
}

static void set_segment(uint64_t selector_field, uint16_t selector, uint32_t access)
{
	uint64_t n = selector_field - GUEST_ES_SELECTOR;

	vmwrite(selector_field, selector);
	vmwrite(GUEST_ES_LIMIT + n, access == AR_TSS ? 0x67 : ~0u);
	vmwrite(GUEST_ES_AR_BYTES + n, access);
	vmwrite(GUEST_ES_BASE + n, 0);
}

/* 64-bit mode as the boot protocol wants it: __BOOT_CS is 0x10, __BOOT_DS is 0x18. */
static void set_state(uint64_t rip, uint64_t cr3)
{
	uint64_t cr4 = X86_CR4_PAE | (rdmsr(MSR_IA32_VMX_CR4_FIXED0));
	static const uint16_t data[] = { GUEST_ES_SELECTOR, GUEST_SS_SELECTOR, GUEST_DS_SELECTOR,
					 GUEST_FS_SELECTOR, GUEST_GS_SELECTOR };

	set_segment(GUEST_CS_SELECTOR, 0x10, AR_CODE64);
	for (size_t i = 0; i < ARRAY_SIZE(data); i++)
		set_segment(data[i], 0x18, AR_DATA);
	set_segment(GUEST_LDTR_SELECTOR, 0, AR_UNUSABLE);
	set_segment(GUEST_TR_SELECTOR, 0x20, AR_TSS);
	vmwrite(GUEST_CR0, X86_CR0_PG | X86_CR0_WP | X86_CR0_NE | X86_CR0_ET | X86_CR0_PE);
	vmwrite(GUEST_CR3, cr3);
	vmwrite(GUEST_CR4, cr4);
	vmwrite(CR0_GUEST_HOST_MASK, X86_CR0_NE);
	vmwrite(CR0_READ_SHADOW, X86_CR0_NE);
	vmwrite(CR4_GUEST_HOST_MASK, X86_CR4_VMXE);
	vmwrite(CR4_READ_SHADOW, 0);
	vmwrite(GUEST_IA32_EFER, EFER_LME | EFER_LMA);
	vmwrite(GUEST_IA32_PAT, rdmsr(MSR_IA32_CR_PAT));
	vmwrite(GUEST_DR7, 0x400);
	vmwrite(GUEST_RIP, rip);
	vmwrite(GUEST_RFLAGS, X86_EFLAGS_FIXED);
	vmwrite(GUEST_GDTR_LIMIT, 0xffff);
	vmwrite(GUEST_IDTR_LIMIT, 0xffff);
}

void parent_init(struct cpu *c, uint64_t rip, uint64_t rsi, uint64_t cr3)
{
	if (!c->id)
		make_msr_bitmap();
	set_controls();
	set_state(rip, cr3);
	vmx_host_state(c);
	c->gpr[RSI] = rsi;
	c->gpr[RDI] = c->apic_id;
}
