/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MSRs of a child that are not passed through (vmx/vcpu.c has those): an allow list,
 * all else is #GP. Source: SDM vol. 4, 'Architectural MSRs'; which of them a kernel
 * reads without asking CPUID first was seen by running one.
 */
#include "hv/cpu/msr.h"
#include "hv/exit/apic.h"
#include "hv/exit/child.h"

#define X2APIC_LAST		(MSR_IA32_X2APIC_BASE + 0xff)
#define KVM_MSR_FIRST		0x4b564d00u
#define KVM_MSR_LAST		0x4b564dffu
#define UCODE_REVISION		0x100000000UL
#define MTRR_DEF_TYPE_BITS	0xcffUL
#define DEBUGCTL_BTF		BIT(1)

static bool is_memory_type(uint64_t type)
{
	return type == 0 || type == 1 || (type >= 4 && type <= 6);
}

static bool read_msr(const struct vp *vp, uint32_t msr, uint64_t *value)
{
	if (msr >= MSR_IA32_X2APIC_BASE && msr <= X2APIC_LAST)
		return x2apic_rdmsr(vp, msr, value);
	if (msr >= KVM_MSR_FIRST && msr <= KVM_MSR_LAST)
		return kvm_rdmsr(vp, msr, value);
	switch (msr) {
	case MSR_IA32_PLATFORM_ID:
	case MSR_MTRRcap:		/* no variable, no fixed ranges */
	case MSR_IA32_MCG_CAP:		/* no banks */
		*value = 0;
		return true;
	case MSR_IA32_APICBASE:
		*value = vp->apic_base;
		return true;
	case MSR_IA32_UCODE_REV:
		*value = UCODE_REVISION;
		return true;
	case MSR_IA32_MISC_ENABLE:
		*value = vp->misc_enable;
		return true;
	case MSR_IA32_DEBUGCTLMSR:
		*value = vmread(GUEST_IA32_DEBUGCTL);
		return true;
	case MSR_MTRRdefType:
		*value = vp->mtrr_def_type;
		return true;
	case MSR_IA32_TSC_DEADLINE:
		*value = vp->tsc_deadline;
		return true;
	default:
		return false;
	}
}

static bool write_msr(struct vp *vp, uint32_t msr, uint64_t value)
{
	switch (msr) {
	case MSR_IA32_APICBASE:
		return apic_set_base(vp, value);
	case MSR_IA32_UCODE_REV:	/* written before CPUID and a read: tells the revision */
		return true;
	case MSR_IA32_MISC_ENABLE:	/* kept, without effect */
		vp->misc_enable = value;
		return true;
	case MSR_IA32_DEBUGCTLMSR:
		if (value & ~DEBUGCTL_BTF)
			return false;
		vmwrite(GUEST_IA32_DEBUGCTL, value);
		return true;
	case MSR_MTRRdefType:		/* kept, without effect: memory is write-back */
		if (value & ~MTRR_DEF_TYPE_BITS || !is_memory_type(value & 0xff))
			return false;
		vp->mtrr_def_type = value;
		return true;
	case MSR_IA32_TSC_DEADLINE:
		apic_set_tsc_deadline(vp, value);
		return true;
	default:
		return msr >= KVM_MSR_FIRST && msr <= KVM_MSR_LAST && kvm_wrmsr(vp, msr, value);
	}
}

bool child_rdmsr(struct vp *vp)
{
	uint64_t value;

	if (!read_msr(vp, (uint32_t)vp->gpr[RCX], &value))
		return child_gp(vp);
	vp->gpr[RAX] = (uint32_t)value;
	vp->gpr[RDX] = value >> 32;
	return child_next();
}

bool child_wrmsr(struct vp *vp)
{
	uint32_t msr = (uint32_t)vp->gpr[RCX];
	uint64_t value = (uint32_t)vp->gpr[RAX] | vp->gpr[RDX] << 32;
	bool resume = true, ok;

	if (msr >= MSR_IA32_X2APIC_BASE && msr <= X2APIC_LAST)
		ok = x2apic_wrmsr(vp, msr, value, &resume);
	else
		ok = write_msr(vp, msr, value);
	if (!ok)
		return child_gp(vp);
	child_next();
	return resume;
}
