// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is not there, or not the guest's to write, ends the run with the access and the
 * address [EXIT-4] [MEM-6]. "how=N": 0 read, 1 write, 2 fetch, 3 page table, 4 IDT, 5 write to
 * the directory's page of the parent [HC-MEM-LEND-1], 6 string I/O [EXIT-3], 7 hole below the
 * guest's 4 GiB of page tables but above its RAM by one byte, 8 INS to a page that the guest's own
 * tables do not let it write [EXIT-9]. The test is the VMM's message.
 */
#include "tests/conf/lib/conf.h"

#define PTE_WRITE	2ULL
#define PTE_ADDRESS	0xffffffffff000ULL

/* The entry of 2 MiB. */
static void write_protect(uint64_t at)
{
	uint64_t *table = (uint64_t *)(READ_CR(3) & PTE_ADDRESS);

	table = (uint64_t *)(table[at >> 39 & 511] & PTE_ADDRESS);
	table = (uint64_t *)(table[at >> 30 & 511] & PTE_ADDRESS);
	table[at >> 21 & 511] &= ~PTE_WRITE;
	__asm__ volatile("invlpg (%0)" : : "r"(at) : "memory");
}

static void string_in(uint64_t to)
{
	uint64_t n = 16;

	__asm__ volatile("rep insb" : "+D"(to), "+c"(n) : "d"(0x3f8) : "memory");
}

static void string_io(void)
{
	uint64_t to = SCRATCH, n = 16;

	__asm__ volatile("rep outsb" : "+S"(to), "+c"(n) : "d"(0x3f8) : "memory");
}

void guest_main(void)
{
	volatile uint64_t *at = (volatile uint64_t *)UNBACKED;
	const struct __attribute__((packed)) {
		uint16_t limit;
		uint64_t base;
	} idt = { 0xfff, UNBACKED };

	print("# begin\n");
	switch (argument("how", 0)) {
	case 0:
		print("# read %lx\n", *at);
		break;
	case 1:
		*at = 1;
		break;
	case 2:
		((void (*)(void))at)();
		break;
	case 3:
		TRY_CR(3, UNBACKED);
		break;
	case 4:
		__asm__ volatile("lidt %0; ud2" : : "m"(idt));
		break;
	case 5:
		at = (volatile uint64_t *)directory();
		ok(*at != 0, "[HC-MEM-LEND-1] the directory can be read");
		print("1..1\n");
		*at = 1;
		break;
	case 6:
		string_io();
		break;
	case 7:
		print("# read %lx\n", *(volatile uint64_t *)(argument("mem", 32) * 0x100000 - 7));
		break;
	case 8:
		write_protect(SCRATCH);
		string_in(SCRATCH);
		break;
	}
	ok(false, "the guest goes on");
}
