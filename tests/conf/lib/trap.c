// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables, interrupts and exceptions of a guest. An exception that nobody expects
 * stops the guest as crashed, with its vector as code.
 */
#include "tests/conf/lib/smp.h"

struct frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t vector, error, rip, cs, rflags, rsp, ss;
};

struct gate {
	uint16_t low, selector, flags, middle;
	uint32_t high, reserved;
};

struct __attribute__((packed)) pointer {
	uint16_t limit;
	const void *base;
};

int conf_vector = NONE;
uint64_t conf_error, conf_cr2, conf_rip, conf_rflags, conf_resume, conf_resume_rsp;
volatile uint64_t irqs[256], irqs_masked;
void (*irq_dwell)(void);
extern const uint8_t conf_stubs[256][16];
uint8_t trap_stack[SMP_MAX][TRAP_STACK] __attribute__((aligned(16)));

static struct gate idt[256] __attribute__((aligned(16)));
static uint32_t tss[SMP_MAX][26];
static uint64_t gdt[SMP_MAX][USER64 / 8 + 1];
static const uint64_t segments[USER64 / 8 + 1] = {
	[CODE64 / 8] = 0x00af9b000000ffffULL,
	[DATA / 8] = 0x00cf93000000ffffULL,
	[CODE32 / 8] = 0x00cf9b000000ffffULL,
	[USER_DATA / 8] = 0x00cff3000000ffffULL,
	[USER64 / 8] = 0x00affb000000ffffULL,
};

static void end_of_interrupt(void)
{
	if (rdmsr(MSR_APIC_BASE) & APIC_BASE_X2APIC)
		apic_write(APIC_EOI, 0);
	else
		*xapic(APIC_EOI) = 0;
}

static bool on_stack_of(const struct frame *f, unsigned int vp)
{
	return (const uint8_t *)f >= trap_stack[vp] && (const uint8_t *)f < trap_stack[vp + 1];
}

/* Called by start.S. */
void conf_trap(struct frame *f);
void conf_trap(struct frame *f)
{
	if (f->vector >= 32) {
		__atomic_fetch_add(&irqs[f->vector], 1, __ATOMIC_SEQ_CST);
		irqs_masked += !(f->rflags & BIT(9));
		end_of_interrupt();
		if (irq_dwell)
			irq_dwell();
		return;
	}
	conf_cr2 = READ_CR(2);
	if (!conf_resume || !on_stack_of(f, 0)) {
		print("# vector %lu, error %lx, at %lx, cr2 %lx\n", f->vector, f->error, f->rip,
		      conf_cr2);
		lucid_hc_system_stop(LUCID_STOP_CRASH, f->vector);
	}
	conf_vector = (int)f->vector;
	conf_error = f->error;
	conf_rip = f->rip;
	conf_rflags = f->rflags;
	f->rip = conf_resume;
	conf_resume = 0;
	f->cs = CODE64;
	f->ss = DATA;
	f->rflags = 2;
	if (conf_resume_rsp)
		f->rsp = conf_resume_rsp;
}

static void fill_idt(void)
{
	for (unsigned int v = 0; v < 256; v++) {
		uint64_t stub = (uint64_t)conf_stubs[v];

		idt[v] = (struct gate){ (uint16_t)stub, CODE64, 0x8e00, (uint16_t)(stub >> 16),
					(uint32_t)(stub >> 32), 0 };
		/* Exceptions have a stack of their own: RSP may be anything then. */
		idt[v].flags |= v < 32;
	}
}

static void load_tables(unsigned int vp)
{
	uint64_t at = (uint64_t)tss[vp], stack = (uint64_t)trap_stack[vp + 1];
	struct pointer g = { sizeof(gdt[vp]) - 1, gdt[vp] }, i = { sizeof(idt) - 1, idt };

	for (unsigned int n = 0; n < ARRAY_SIZE(segments); n++)
		gdt[vp][n] = segments[n];
	tss[vp][1] = tss[vp][9] = (uint32_t)stack;	/* RSP0, IST1 */
	tss[vp][25] = sizeof(tss[vp]) << 16;	/* no I/O permission map */
	gdt[vp][TSS / 8] = (sizeof(tss[vp]) - 1) | (at & 0xffffff) << 16 | 0x890000000000ULL |
			   (at >> 24 & 0xff) << 56;
	gdt[vp][TSS / 8 + 1] = at >> 32;
	__asm__ volatile("lgdt %0; lidt %1; ltr %w2" : : "m"(g), "m"(i), "r"(TSS) : "memory");
}

void allow_user(void)
{
	uint64_t *pml4 = (uint64_t *)READ_CR(3), *pdpt = (uint64_t *)(pml4[0] & ~0xfffULL);

	pml4[0] |= 4;
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t *pd = (uint64_t *)(pdpt[i] & ~0xfffULL);

		pdpt[i] |= 4;
		for (unsigned int j = 0; j < 512; j++)
			pd[j] |= 4;
	}
	TRY_CR(3, (uint64_t)pml4);
}

void conf_start(unsigned int vp)
{
	if (!vp)
		fill_idt();
	load_tables(vp);
	if (vp)
		conf_ap_main(vp);
	begin();
	guest_main();
	finish();
}
