// SPDX-License-Identifier: BSD-2-Clause
/*
 * Instructions and hypercalls on the machine itself. The only file with assembly, but for the
 * copies of mem.c.
 */
#include "guest/uefi/arch.h"

#include "guest/uefi/mem.h"
#include "spec/gen/lucid_hcall.h"

#define MSR_APIC_BASE	0x1b
#define APIC_BASE_X2	0x400
#define APIC_BASE_ADDR	0xffffff000ULL
#define APIC_EOI	0xb0
#define MSR_X2APIC_EOI	0x80b
#define FLAGS_IF	0x200

void arch_cpuid(uint32_t leaf, uint32_t reg[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(reg[0]), "=b"(reg[1]), "=c"(reg[2]), "=d"(reg[3])
			 : "a"(leaf), "c"(0));
}

uint64_t arch_tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

bool arch_interrupts(void)
{
	uint64_t flags;

	__asm__ volatile("pushfq; pop %0" : "=r"(flags));
	return flags & FLAGS_IF;
}

/* STI takes effect after the next instruction: an interrupt that came meanwhile ends the HLT. */
void arch_sleep(bool (*done)(void *arg), void *arg)
{
	__asm__ volatile("cli" : : : "memory");
	if (done(arg))
		__asm__ volatile("sti" : : : "memory");
	else
		__asm__ volatile("sti; hlt" : : : "memory");
}

static uint64_t arch_rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return (uint64_t)hi << 32 | lo;
}

void arch_eoi(void)
{
	uint64_t base = arch_rdmsr(MSR_APIC_BASE);

	if (base & APIC_BASE_X2)
		__asm__ volatile("wrmsr" : : "a"(0), "d"(0), "c"(MSR_X2APIC_EOI));
	else
		*(volatile uint32_t *)(uintptr_t)((base & APIC_BASE_ADDR) + APIC_EOI) = 0;
}

int64_t arch_share(uint64_t gpa, uint64_t pages, uint64_t rights)
{
	return lucid_hc_mem_share(gpa, pages, rights);
}

int64_t arch_unshare(uint64_t gpa, uint64_t pages)
{
	return lucid_hc_mem_unshare(gpa, pages);
}

int64_t arch_page_state(uint64_t gpa, uint64_t *state)
{
	return lucid_hc_mem_state(gpa, state);
}

int64_t arch_bind(uint32_t port, uint32_t apic_id, uint32_t vector)
{
	return lucid_hc_event_bind(port, apic_id, vector);
}

void arch_raise(uint32_t port)
{
	lucid_hc_event_raise(port);
}

void arch_write(const char *text, uint32_t len)
{
	uint64_t word[4];
	uint32_t n;

	for (; len; text += n, len -= n) {
		n = len < sizeof(word) ? len : sizeof(word);
		memset(word, 0, sizeof(word));
		memcpy(word, text, n);
		lucid_hc_console_write(n, word[0], word[1], word[2], word[3]);
	}
}

void arch_stop(uint32_t reason, uint32_t code)
{
	lucid_hc_system_stop(reason, code);
}
