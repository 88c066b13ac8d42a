// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of VM-exit reasons, after the SDM's appendix 'VMX Basic Exit Reasons'.
 */
#include "hv/vmm/reasons.h"

#include <stddef.h>

static const char *const names[] = {
	[0] = "EXCEPTION_OR_NMI", [1] = "EXTERNAL_INTERRUPT", [2] = "TRIPLE_FAULT",
	[3] = "INIT_SIGNAL", [4] = "START_UP_IPI", [7] = "INTERRUPT_WINDOW", [8] = "NMI_WINDOW",
	[9] = "TASK_SWITCH", [10] = "CPUID", [11] = "GETSEC", [12] = "HLT", [13] = "INVD",
	[14] = "INVLPG", [15] = "RDPMC", [16] = "RDTSC", [18] = "VMCALL", [19] = "VMCLEAR",
	[20] = "VMLAUNCH", [21] = "VMPTRLD", [22] = "VMPTRST", [23] = "VMREAD", [24] = "VMRESUME",
	[25] = "VMWRITE", [26] = "VMXOFF", [27] = "VMXON", [28] = "CR_ACCESS", [29] = "MOV_DR",
	[30] = "IO_INSTRUCTION", [31] = "RDMSR", [32] = "WRMSR", [33] = "INVALID_GUEST_STATE",
	[34] = "MSR_LOADING", [36] = "MWAIT", [37] = "MONITOR_TRAP_FLAG", [39] = "MONITOR",
	[40] = "PAUSE", [41] = "MACHINE_CHECK", [43] = "TPR_BELOW_THRESHOLD", [44] = "APIC_ACCESS",
	[45] = "VIRTUALIZED_EOI", [46] = "ACCESS_TO_GDTR_OR_IDTR", [47] = "ACCESS_TO_LDTR_OR_TR",
	[48] = "EPT_VIOLATION", [49] = "EPT_MISCONFIGURATION", [50] = "INVEPT", [51] = "RDTSCP",
	[52] = "PREEMPTION_TIMER", [53] = "INVVPID", [54] = "WBINVD", [55] = "XSETBV",
	[56] = "APIC_WRITE", [57] = "RDRAND", [58] = "INVPCID", [59] = "VMFUNC", [60] = "ENCLS",
	[61] = "RDSEED", [62] = "PAGE_MODIFICATION_LOG_FULL", [63] = "XSAVES", [64] = "XRSTORS",
	[66] = "SPP", [67] = "UMWAIT", [68] = "TPAUSE", [69] = "LOADIWKEY",
	[74] = "BUS_LOCK", [75] = "INSTRUCTION_TIMEOUT",
};

const char *reason_name(unsigned int reason)
{
	if (reason < sizeof(names) / sizeof(names[0]) && names[reason])
		return names[reason];
	return "unknown";
}
