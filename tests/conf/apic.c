// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC of a VP: xAPIC at first, then x2APIC mode; self-IPIs, every vector, priorities
 * by TPR, and HLT that ends with an interrupt ([HC-VP-RUN-2] in part). Does not prove: IPIs
 * between VPs.
 */
#include "tests/conf/lib/apic.h"

#define SELF	0x40000		/* ICR: destination shorthand */
#define SOON	100000		/* ticks */

static void xapic_mode(void)
{
	same(rdmsr(MSR_APIC_BASE), XAPIC_BASE | 0x900, "[APIC-1] at reset: xAPIC, boot processor");
	same(*xapic(APIC_ID) >> 24, 0, "xAPIC: id 0");
	*xapic(APIC_SVR) = 0x1ff;
	*xapic(APIC_TPR) = 0x20;
	same(*xapic(APIC_TPR), 0x20, "xAPIC: TPR reads back");
	same(READ_CR(8), 2, "xAPIC: and in CR8");
	*xapic(APIC_TPR) = 0;
	irqs[0x70] = 0;
	*xapic(APIC_ICR) = SELF | 0x70;
	ok(wait_irq(0x70, 1, SOON), "xAPIC: self-IPI by ICR");
	same(*xapic(APIC_ISR + 3), 0, "xAPIC: nothing is in service after EOI");
	same((uint64_t)try_wrmsr(0x80b, 0), GP, "[MSR-2] xAPIC: x2APIC MSRs raise #GP");
}

static void modes(void)
{
	same((uint64_t)try_wrmsr(MSR_APIC_BASE, XAPIC_BASE | 0x500), GP,
	     "[MSR-3] x2APIC without enable");
	apic_on();
	same(apic_read(APIC_ID), 0, "x2APIC: id 0");
	same(apic_read(APIC_LDR), 1, "x2APIC: logical id 1 of cluster 0");
	same((uint64_t)try_wrmsr(MSR_APIC_BASE, XAPIC_BASE | 0x900), GP, "x2APIC to xAPIC");
	same((uint64_t)try_wrmsr(MSR_APIC_BASE, XAPIC_BASE | 0xd00 | BIT(13)), GP,
	     "[MSR-3] another base");
	same((uint64_t)try_wrmsr(0x802, 1), GP, "x2APIC: the id is read-only");
	same((uint64_t)try_wrmsr(0x83f, 0x100), GP, "x2APIC: a self-IPI of 9 bits");
}

static void every_vector(void)
{
	unsigned int came = 0;

	for (unsigned int v = 0; v < 256; v++)
		irqs[v] = 0;
	for (unsigned int v = 32; v < 256; v++)
		apic_write(APIC_SELF_IPI, v);
	same(apic_read(APIC_IRR + 7), 0xffffffff, "all are pending");
	wait_irq(32, 1, SOON);
	for (unsigned int v = 32; v < 256; v++)
		came += irqs[v] == 1;
	same(came, 224, "every vector came once");
}

static void priorities(void)
{
	irqs[0x41] = irqs[0x81] = 0;
	apic_write(APIC_TPR, 0x50);
	apic_write(APIC_SELF_IPI, 0x41);
	apic_write(APIC_SELF_IPI, 0x81);
	wait_irq(0x81, 1, SOON);
	same(irqs[0x81], 1, "a vector above TPR comes");
	same(irqs[0x41], 0, "one below does not");
	TRY_CR(8, 3);
	same(apic_read(APIC_TPR), 0x30, "CR8 is TPR");
	ok(wait_irq(0x41, 1, SOON), "and then it comes");
	apic_write(APIC_TPR, 0);
}

static void halt(void)
{
	irqs[0x42] = 0;
	apic_write(APIC_SELF_IPI, 0x42);
	sti_hlt_cli();
	same(irqs[0x42], 1, "[HC-VP-RUN-2] HLT with an interrupt pending ends");
	apic_write(APIC_ICR, 0x43);	/* physical destination 0 */
	ok(wait_irq(0x43, 1, SOON), "x2APIC: IPI to its own id");
	apic_write(APIC_ICR, SELF | 0x44);
	ok(wait_irq(0x44, 1, SOON), "x2APIC: self-IPI by ICR");
	apic_write(APIC_ICR, BIT(32) | 0x800 | 0x45);	/* logical */
	ok(wait_irq(0x45, 1, SOON), "x2APIC: IPI to its logical id");
	apic_write(APIC_ICR, 0xffffffff00000000ULL | 0x46);
	ok(wait_irq(0x46, 1, SOON), "x2APIC: broadcast");
}

void guest_main(void)
{
	xapic_mode();
	modes();
	every_vector();
	priorities();
	halt();
}
