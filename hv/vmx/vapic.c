/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual-APIC page of a VP: registers after reset, and what is pending. See
 * vapic.h. Source: SDM vol. 3, 'Advanced Programmable Interrupt Controller', 'APIC
 * Virtualization and Virtual Interrupts'.
 */
#include "hv/vmx/vapic.h"

#include "hv/core/arch.h"
#include "hv/vmx/vcpu.h"

/* Integrated APIC with six LVT entries. */
#define VERSION		0x00050014

static uint32_t *reg_at(const struct vp *vp, unsigned int reg)
{
	return (uint32_t *)((uint8_t *)pa_va(vp_apic_hpa(vp)) + reg);
}

uint32_t apic_get(const struct vp *vp, enum apic_reg reg)
{
	return READ_ONCE(*reg_at(vp, reg));
}

void apic_put(const struct vp *vp, enum apic_reg reg, uint32_t value)
{
	WRITE_ONCE(*reg_at(vp, reg), value);
}

bool apic_enabled(const struct vp *vp)
{
	return apic_get(vp, APIC_SVR) & APIC_SVR_ENABLE;
}

void apic_mode_changed(struct vp *vp)
{
	bool x2apic = vp->apic_base & MSR_IA32_APICBASE_X2APIC;

	apic_put(vp, APIC_ID, x2apic ? vp->index : vp->index << 24);
	/* All ids are below 16: cluster 0. */
	apic_put(vp, APIC_LDR, x2apic ? 1u << vp->index : 0);
	vcpu_apic_mode(vp);
}

void apic_reset(struct vp *vp)
{
	memset(reg_at(vp, 0), 0, PAGE_SIZE);
	apic_put(vp, APIC_VERSION, VERSION);
	apic_put(vp, APIC_DFR, ~0u);
	apic_put(vp, APIC_SVR, 0xff);
	for (unsigned int r = APIC_LVT_TIMER; r <= APIC_LVT_ERROR; r += 0x10)
		*reg_at(vp, r) = APIC_LVT_MASKED;
	for (unsigned int i = 0; i < ARRAY_SIZE(vp->pir); i++)
		__atomic_store_n(&vp->pir[i], 0, __ATOMIC_RELAXED);
	vp->tsc_deadline = 0;
	vp->timer_deadline = 0;
	vmwrite(GUEST_INTR_STATUS, 0);
	apic_mode_changed(vp);
}

/* Bits 7:0 of the guest interrupt status are the highest vector in VIRR. */
static void update_rvi(struct vp *vp)
{
	uint64_t status = vmread(GUEST_INTR_STATUS) & 0xff00;

	for (int i = 7; i >= 0; i--) {
		uint32_t irr = *reg_at(vp, APIC_IRR + 0x10 * (unsigned int)i);

		if (irr) {
			status |= (unsigned int)(32 * i + 31 - __builtin_clz(irr));
			break;
		}
	}
	vmwrite(GUEST_INTR_STATUS, status);
}

void apic_set_irr(struct vp *vp, unsigned int vector)
{
	uint64_t status = vmread(GUEST_INTR_STATUS);

	if (!apic_enabled(vp) || vector < 16)
		return;
	*reg_at(vp, APIC_IRR + 0x10 * (vector / 32)) |= 1u << vector % 32;
	if (vector > (status & 0xff))
		vmwrite(GUEST_INTR_STATUS, (status & 0xff00) | vector);
}

void apic_merge(struct vp *vp)
{
	bool on = apic_enabled(vp);

	for (unsigned int i = 0; i < ARRAY_SIZE(vp->pir); i++) {
		uint64_t bits;

		if (!READ_ONCE(vp->pir[i]))
			continue;
		bits = __atomic_exchange_n(&vp->pir[i], 0, __ATOMIC_SEQ_CST);
		if (!on)
			continue;
		*reg_at(vp, APIC_IRR + 0x20 * i) |= (uint32_t)bits;
		*reg_at(vp, APIC_IRR + 0x20 * i + 0x10) |= (uint32_t)(bits >> 32);
	}
	update_rvi(vp);
}

/* Will another vector be left when the highest one has been delivered? */
static bool more_than_one(const struct vp *vp)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < 8; i++) {
		uint32_t word = *reg_at(vp, APIC_IRR + 0x10 * i);

		n += !!word + !!(word & (word - 1));
	}
	return n > 1;
}

/*
 * Bochs (2.7 and later) delivers a vector that has to wait for IF as soon as the parent has an
 * interrupt: so none may wait while the VP runs. If it has to, an exit is asked for at the
 * moment when it need not any more; if it need not, but another one will be behind it, at the
 * EOI, where that one would begin to wait.
 */
void apic_hold(struct vp *vp)
{
	uint64_t status = vmread(GUEST_INTR_STATUS), ctl = vmread(CPU_BASED_VM_EXEC_CONTROL);
	bool wait = !(vmread(GUEST_RFLAGS) & X86_EFLAGS_IF) || vmread(GUEST_INTERRUPTIBILITY_INFO);
	bool window = status & 0xff && wait;
	bool eoi = status & 0xff && !wait && (status >> 8 || more_than_one(vp));

	ctl &= ~(uint64_t)CPU_BASED_INTERRUPT_WINDOW_EXITING;
	vmwrite(CPU_BASED_VM_EXEC_CONTROL, ctl | (window ? CPU_BASED_INTERRUPT_WINDOW_EXITING : 0));
	for (unsigned int i = 0; i < 4; i++)
		vmwrite(EOI_EXIT_BITMAP0 + 2 * i, eoi ? ~0UL : 0);
	vp->held = window || eoi;
}

bool apic_deliverable(const struct vp *vp)
{
	uint64_t status = vmread(GUEST_INTR_STATUS);
	uint64_t rvi = status >> 4 & 0xf, svi = status >> 12 & 0xf;

	return rvi > svi && rvi > (apic_get(vp, APIC_TPR) >> 4 & 0xf) &&
	       vmread(GUEST_RFLAGS) & X86_EFLAGS_IF;
}
