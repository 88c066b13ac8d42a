/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of a child's local APIC and what is pending in it. Delivery, TPR, EOI and
 * self-IPIs are the CPU's business; child_ipi.c sends, child_timer.c has the timer. See
 * exit/apic.h. Source: SDM vol. 3, 'Advanced Programmable Interrupt Controller' and
 * 'APIC Virtualization and Virtual Interrupts'.
 */
#include "hv/exit/apic.h"

#include "hv/core/arch.h"
#include "hv/cpu/msr.h"
#include "hv/exit/child.h"

/* Integrated APIC with six LVT entries. */
#define VERSION		0x00050014
#define LVT_TIMER_BITS	0x700ffu
#define LVT_BITS	0x1a7ffu

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

static bool enabled(const struct vp *vp)
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

bool apic_set_base(struct vp *vp, uint64_t value)
{
	const uint64_t mode = MSR_IA32_APICBASE_ENABLE | MSR_IA32_APICBASE_X2APIC;
	uint64_t from = vp->apic_base & mode, to = value & mode;

	if ((value ^ vp->apic_base) & ~mode || to == MSR_IA32_APICBASE_X2APIC)
		return false;
	/* Into x2APIC mode only from xAPIC mode, and out of it only to off. */
	if ((to == mode && !from) || (from == mode && to == MSR_IA32_APICBASE_ENABLE))
		return false;
	if (from == to)
		return true;
	vp->apic_base = value;
	if (to)
		apic_mode_changed(vp);
	else
		apic_reset(vp);
	return true;
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

	if (!enabled(vp) || vector < 16)
		return;
	*reg_at(vp, APIC_IRR + 0x10 * (vector / 32)) |= 1u << vector % 32;
	if (vector > (status & 0xff))
		vmwrite(GUEST_INTR_STATUS, (status & 0xff00) | vector);
}

void apic_merge(struct vp *vp)
{
	bool on = enabled(vp);

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

bool apic_deliverable(const struct vp *vp)
{
	uint64_t status = vmread(GUEST_INTR_STATUS);
	uint64_t rvi = status >> 4 & 0xf, svi = status >> 12 & 0xf;

	return rvi > svi && rvi > (apic_get(vp, APIC_TPR) >> 4 & 0xf) &&
	       vmread(GUEST_RFLAGS) & X86_EFLAGS_IF;
}

static void write_svr(struct vp *vp, uint32_t value)
{
	apic_put(vp, APIC_SVR, value & 0x1ff);
	if (value & APIC_SVR_ENABLE)
		return;
	for (unsigned int r = APIC_LVT_TIMER; r <= APIC_LVT_ERROR; r += 0x10)
		*reg_at(vp, r) |= APIC_LVT_MASKED;
	apic_timer_arm(vp, false);
}

static void write_lvt(struct vp *vp, enum apic_reg reg, uint32_t value)
{
	uint32_t before = apic_get(vp, APIC_LVT_TIMER);

	if (!enabled(vp))
		value |= APIC_LVT_MASKED;
	if (reg != APIC_LVT_TIMER) {
		apic_put(vp, reg, value & LVT_BITS);
		return;
	}
	apic_put(vp, reg, value & LVT_TIMER_BITS);
	/* Between TSC-deadline mode and the others the timer is disarmed. */
	if ((before ^ value) & BIT(18)) {
		vp->tsc_deadline = 0;
		apic_put(vp, APIC_TIMER_INITIAL, 0);
	}
	apic_timer_arm(vp, false);
}

bool apic_written(struct vp *vp, enum apic_reg reg, uint32_t value)
{
	switch (reg) {
	case APIC_ID:
		apic_put(vp, reg, vp->index << 24);
		break;
	case APIC_LDR:
	case APIC_ICR_HIGH:
		apic_put(vp, reg, value & 0xff000000);
		break;
	case APIC_DFR:
		apic_put(vp, reg, value | 0x0fffffff);
		break;
	case APIC_SVR:
		write_svr(vp, value);
		break;
	case APIC_ESR:
		apic_put(vp, reg, 0);
		break;
	case APIC_ICR:
		return apic_send(vp, (uint64_t)apic_get(vp, APIC_ICR_HIGH) << 32 | value);
	case APIC_LVT_TIMER: case APIC_LVT_THERMAL: case APIC_LVT_PERF:
	case APIC_LVT_LINT0: case APIC_LVT_LINT1: case APIC_LVT_ERROR:
		write_lvt(vp, reg, value);
		break;
	case APIC_TIMER_INITIAL:
		/* Not used in TSC-deadline mode. */
		apic_put(vp, reg, apic_get(vp, APIC_LVT_TIMER) & BIT(18) ? 0 : value);
		apic_timer_arm(vp, true);
		break;
	case APIC_TIMER_DIVIDE:
		apic_put(vp, reg, value & 0xb);
		apic_timer_arm(vp, false);
		break;
	default:
		break;
	}
	return true;
}

/* The CPU wrote the value into the page already, and is past the instruction. */
bool child_apic_write(struct vp *vp)
{
	enum apic_reg reg = vmread(EXIT_QUALIFICATION) & 0xff0;

	return apic_written(vp, reg, apic_get(vp, reg));
}
