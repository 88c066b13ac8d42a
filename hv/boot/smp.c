/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All CPUs into VMX operation. The boot CPU wakes the others with INIT and SIPI while
 * none of them is in VMX operation yet; there they wait until the parent's kernel has
 * been placed, and then run the parent's wait stub. Source: SDM vol. 3,
 * 'Multiple-Processor (MP) Initialization'.
 */
#include "hv/boot/boot.h"
#include "hv/core/vp.h"
#include "hv/cpu/msr.h"
#include "hv/cpu/regs.h"
#include "hv/cpu/trap.h"
#include "hv/cpu/tsc.h"
#include "hv/exit/parent.h"
#include "hv/vmx/vmx.h"

#define TRAMPOLINE	0x8000UL
#define STACK_PAGES	4
#define APIC_ICR	0x300
#define ICR_INIT	0x4500u	/* level assert */
#define ICR_SIPI	0x4600u

extern const char trampoline[], trampoline_end[], wait_stub[], wait_stub_end[];
extern const char trampoline_gdtr[], trampoline_cr3[];
extern uint64_t trampoline_stack;
extern struct cpu *trampoline_cpu;
extern const char gdtr[], pml4[], boot_stack_end[];

struct cpu *cpus[MAX_CPUS];
unsigned int cpu_count = 1;
uint64_t wait_mailbox, wait_cr3, wait_params, wait_cmdline;

static struct cpu boot_cpu __aligned(64);
static uint32_t online, released;

void __noreturn ap_main(struct cpu *c);

void smp_boot_cpu(void)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	boot_cpu.stack_top = (uint64_t)boot_stack_end;
	boot_cpu.apic_id = r[1] >> 24;
	cpus[0] = &boot_cpu;
	cpu_load_tables(&boot_cpu);
	write_cr4(read_cr4() | X86_CR4_OSXSAVE | X86_CR4_OSFXSR);
}

static void give_pages(struct cpu *c)
{
	uint64_t pa = memmap_take(3 * PAGE_SIZE, CARVE_HIDDEN);

	c->vmxon_pa = pa;
	c->vmcs_pa = pa + PAGE_SIZE;
	c->xsave_pa = pa + 2 * PAGE_SIZE;
}

/* The wait area: see boot.h. The mailbox is a page of its own, as ACPI wants it. */
static void make_wait_area(void)
{
	uint64_t pa = memmap_take(6 * PAGE_SIZE, CARVE_VISIBLE);
	uint64_t *top = pa_va(pa + 2 * PAGE_SIZE), *pdpt = pa_va(pa + 3 * PAGE_SIZE);

	wait_mailbox = pa;
	memcpy(pa_va(pa + PAGE_SIZE), wait_stub, (size_t)(wait_stub_end - wait_stub));
	wait_cr3 = pa + 2 * PAGE_SIZE;
	top[0] = (pa + 3 * PAGE_SIZE) | 3;
	for (uint64_t i = 0; i < 512; i++)
		pdpt[i] = i << 30 | 0x83;
	wait_params = pa + 4 * PAGE_SIZE;
	wait_cmdline = pa + 5 * PAGE_SIZE;
}

void smp_prepare(void)
{
	uint32_t id[MAX_CPUS];
	unsigned int n = acpi_cpus(id, MAX_CPUS);

	give_pages(&boot_cpu);
	for (unsigned int i = 0; i < n; i++) {
		struct cpu *c;

		if (id[i] == boot_cpu.apic_id)
			continue;
		c = pa_va(memmap_take((1 + STACK_PAGES) * PAGE_SIZE, CARVE_HIDDEN));
		c->id = cpu_count;
		c->apic_id = id[i];
		c->stack_top = (uint64_t)c + (1 + STACK_PAGES) * PAGE_SIZE;
		give_pages(c);
		cpus[cpu_count++] = c;
	}
	make_wait_area();
}

/* Both APIC modes: firmware may have switched x2APIC mode on. */
static void send_ipi(uint32_t apic_id, uint32_t command)
{
	uint64_t base = rdmsr(MSR_IA32_APICBASE);
	volatile uint32_t *apic = pa_va(page_down(base) & (BIT(phys_bits) - 1));

	if (base & MSR_IA32_APICBASE_X2APIC) {
		wrmsr(MSR_IA32_X2APIC_BASE + (APIC_ICR >> 4), (uint64_t)apic_id << 32 | command);
		return;
	}
	apic[(APIC_ICR + 0x10) / 4] = apic_id << 24;
	apic[APIC_ICR / 4] = command;
	while (apic[APIC_ICR / 4] & BIT(12))
		__builtin_ia32_pause();
}

static void wake(struct cpu *c)
{
	uint64_t end;

	trampoline_stack = c->stack_top;
	trampoline_cpu = c;
	send_ipi(c->apic_id, ICR_INIT);
	tsc_delay(10000);
	for (int i = 0; i < 2 && load_acquire(&online) != c->id; i++) {
		send_ipi(c->apic_id, ICR_SIPI | (uint32_t)(TRAMPOLINE >> PAGE_SHIFT));
		end = rdtsc() + tsc_khz * 100UL;
		while (load_acquire(&online) != c->id && rdtsc() < end)
			__builtin_ia32_pause();
	}
	if (load_acquire(&online) != c->id)
		panic("CPU with APIC id %u does not start\n", c->apic_id);
}

void smp_start(void)
{
	size_t size = (size_t)(trampoline_end - trampoline);
	uint8_t saved[256];
	char *low = pa_va(TRAMPOLINE);

	BUG_ON(size > sizeof(saved));
	memcpy(saved, low, size);
	memcpy(low, trampoline, size);
	memcpy(low + (trampoline_gdtr - trampoline), gdtr, 6);
	*(uint32_t *)(low + (trampoline_cr3 - trampoline)) = (uint32_t)(uint64_t)pml4;
	for (unsigned int i = 1; i < cpu_count; i++)
		wake(cpus[i]);
	memcpy(low, saved, size);
	vmx_on(&boot_cpu);
	tlb_join(0);
}

void ap_main(struct cpu *c)
{
	cpu_load_tables(c);
	write_cr4(read_cr4() | X86_CR4_OSXSAVE | X86_CR4_OSFXSR);
	vmx_on(c);
	parent_init(c, wait_mailbox + PAGE_SIZE, wait_mailbox, wait_cr3);
	store_release(&online, c->id);
	while (!load_acquire(&released))
		__builtin_ia32_pause();
	tlb_join(c->id);
	parent_loop(c);
}

void smp_release(void)
{
	store_release(&released, 1);
}
