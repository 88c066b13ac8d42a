/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Model-specific registers: access and numbers, in Linux's spelling. cpu/, vmx/,
 * boot/ and exit/ use it. Source: SDM vol. 4.
 */
#ifndef HV_CPU_MSR_H
#define HV_CPU_MSR_H

#include "hv/lib/types.h"

#define MSR_IA32_TSC			0x10
#define MSR_IA32_PLATFORM_ID		0x17
#define MSR_IA32_APICBASE		0x1b
#define MSR_IA32_APICBASE_BSP		BIT(8)
#define MSR_IA32_APICBASE_X2APIC	BIT(10)
#define MSR_IA32_APICBASE_ENABLE	BIT(11)
#define MSR_IA32_FEAT_CTL		0x3a
#define MSR_IA32_UCODE_WRITE		0x79
#define MSR_IA32_UCODE_REV		0x8b
#define MSR_IA32_SMM_MONITOR_CTL	0x9b
#define MSR_MTRRcap			0xfe
#define MSR_IA32_MCG_CAP		0x179
#define MSR_IA32_SYSENTER_CS		0x174
#define MSR_IA32_SYSENTER_ESP		0x175
#define MSR_IA32_SYSENTER_EIP		0x176
#define MSR_IA32_MISC_ENABLE		0x1a0
#define MSR_IA32_DEBUGCTLMSR		0x1d9
#define MSR_MTRRphysBase0		0x200
#define MSR_MTRRfix64K_00000		0x250
#define MSR_MTRRfix16K_80000		0x258
#define MSR_MTRRfix16K_A0000		0x259
#define MSR_MTRRfix4K_C0000		0x268
#define MSR_MTRRfix4K_F8000		0x26f
#define MSR_IA32_CR_PAT			0x277
#define MSR_MTRRdefType			0x2ff
#define MSR_IA32_VMX_BASIC		0x480
#define MSR_IA32_VMX_PINBASED_CTLS	0x481
#define MSR_IA32_VMX_PROCBASED_CTLS	0x482
#define MSR_IA32_VMX_EXIT_CTLS		0x483
#define MSR_IA32_VMX_ENTRY_CTLS		0x484
#define MSR_IA32_VMX_MISC		0x485
#define MSR_IA32_VMX_CR0_FIXED0		0x486
#define MSR_IA32_VMX_CR0_FIXED1		0x487
#define MSR_IA32_VMX_CR4_FIXED0		0x488
#define MSR_IA32_VMX_CR4_FIXED1		0x489
#define MSR_IA32_VMX_PROCBASED2_CTLS	0x48b
#define MSR_IA32_VMX_EPT_VPID_CAP	0x48c
#define MSR_IA32_VMX_TRUE_PINBASED_CTLS	0x48d
#define MSR_IA32_VMX_TRUE_PROCBASED_CTLS 0x48e
#define MSR_IA32_VMX_TRUE_EXIT_CTLS	0x48f
#define MSR_IA32_VMX_TRUE_ENTRY_CTLS	0x490
#define MSR_IA32_VMX_LAST		0x491
#define MSR_IA32_RTIT_FIRST		0x560
#define MSR_IA32_RTIT_LAST		0x58f
#define MSR_IA32_TSC_DEADLINE		0x6e0
#define MSR_IA32_X2APIC_BASE		0x800
#define MSR_EFER			0xc0000080
#define MSR_STAR			0xc0000081
#define MSR_LSTAR			0xc0000082
#define MSR_CSTAR			0xc0000083
#define MSR_SYSCALL_MASK		0xc0000084
#define MSR_FS_BASE			0xc0000100
#define MSR_GS_BASE			0xc0000101
#define MSR_KERNEL_GS_BASE		0xc0000102
#define MSR_TSC_AUX			0xc0000103

#define EFER_SCE	BIT(0)
#define EFER_LME	BIT(8)
#define EFER_LMA	BIT(10)
#define EFER_NX		BIT(11)

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo | (uint64_t)hi << 32;
}

static inline void wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

/* As rdmsr() and wrmsr(), but false when the CPU answers #GP (cpu/trap.c catches it). */
bool rdmsr_safe(uint32_t msr, uint64_t *value);
bool wrmsr_safe(uint32_t msr, uint64_t value);

#endif
