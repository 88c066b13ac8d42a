/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the VMCS does not hold and parent and child both use: FPU and vectors, some
 * MSRs, CR2, debug registers. Exchanged once a vp_run, by exit/child_run.c; debug registers
 * only while the child uses them.
 */
#include "hv/vmx/vcpu.h"

#include "hv/core/arch.h"
#include "hv/cpu/msr.h"

static const uint32_t switched[VP_MSRS] = {
	MSR_KERNEL_GS_BASE, MSR_STAR, MSR_LSTAR, MSR_CSTAR, MSR_SYSCALL_MASK, MSR_TSC_AUX,
};

/*
 * Save all that a child can reach to @from and load it from @to. XCR0 changes from
 * @have to @want; in between it must allow all of these components.
 */
static void switch_vectors(uint64_t from, uint64_t have, uint64_t to, uint64_t want)
{
	uint64_t mask = vcpu_xcr0_mask(), all = have | mask;

	if (all != have)
		xsetbv(0, all);
	xsave(pa_va(from), mask);
	xrstor(pa_va(to), mask);
	if (all != want)
		xsetbv(0, want);
}

/* Load @in into the MSRs and keep what was there in @out. */
static void switch_msrs(uint64_t *out, const uint64_t *in)
{
	for (unsigned int i = 0; i < VP_MSRS; i++) {
		out[i] = rdmsr(switched[i]);
		if (out[i] != in[i])
			wrmsr(switched[i], in[i]);
	}
}

void vcpu_write_debug(const uint64_t dr[5])
{
	write_dr0(dr[0]);
	write_dr1(dr[1]);
	write_dr2(dr[2]);
	write_dr3(dr[3]);
	write_dr6(dr[4]);
}

static void read_debug(uint64_t dr[5])
{
	dr[0] = read_dr0();
	dr[1] = read_dr1();
	dr[2] = read_dr2();
	dr[3] = read_dr3();
	dr[4] = read_dr6();
}

void vcpu_load_debug(struct vp *vp)
{
	read_debug(vp->parent_dr);
	vcpu_write_debug(vp->dr);
	if (!vp->dr_loaded) {
		vmwrite(CPU_BASED_VM_EXEC_CONTROL,
			vmread(CPU_BASED_VM_EXEC_CONTROL) & ~(uint64_t)CPU_BASED_MOV_DR_EXITING);
		vp->dr_loaded = true;
	}
}

/* Without an enabled breakpoint the child is given them again when it asks. */
static void unload_debug(struct vp *vp)
{
	read_debug(vp->dr);
	vcpu_write_debug(vp->parent_dr);
	if (vmread(GUEST_DR7) & 0xff)
		return;
	vmwrite(CPU_BASED_VM_EXEC_CONTROL,
		vmread(CPU_BASED_VM_EXEC_CONTROL) | CPU_BASED_MOV_DR_EXITING);
	vp->dr_loaded = false;
}

void vcpu_switch_in(struct vp *vp, const struct cpu *c)
{
	vp->parent_xcr0 = xgetbv(0);
	switch_vectors(c->xsave_pa, vp->parent_xcr0, vp_xsave_hpa(vp), vp->xcr0);
	switch_msrs(vp->parent_msr, vp->msr);
	vp->parent_cr2 = read_cr2();
	write_cr2(vp->cr2);
	if (unlikely(vp->dr_loaded))
		vcpu_load_debug(vp);
}

void vcpu_switch_out(struct vp *vp, const struct cpu *c)
{
	switch_vectors(vp_xsave_hpa(vp), vp->xcr0, c->xsave_pa, vp->parent_xcr0);
	switch_msrs(vp->msr, vp->parent_msr);
	vp->cr2 = read_cr2();
	write_cr2(vp->parent_cr2);
	if (unlikely(vp->dr_loaded))
		unload_debug(vp);
}
