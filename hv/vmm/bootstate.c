// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state in which VP 0 enters a kernel. Linux: long mode, the first 4 GiB mapped to themselves,
 * flat segments, boot_params in RSI. Multiboot: 32-bit protected mode without paging, flat
 * segments, a magic number in EAX and multiboot_info in EBX.
 */
#include <string.h>

#include "hv/vmm/loader.h"

/* Selectors that the boot protocol asks for; the TSS is ours, the CPU wants one. */
#define SEL_CODE	0x10
#define SEL_DATA	0x18
#define SEL_TSS		0x20
#define GDT_SIZE	0x30
#define TSS_OFFSET	0x100
#define TSS_LIMIT	0x67

/* Access rights as the VMCS has them, see struct lucid_segment. */
#define ACCESS_CODE64	0xa09b
#define ACCESS_CODE32	0xc09b
#define ACCESS_DATA	0xc093
#define ACCESS_TSS	0x008b
#define ACCESS_UNUSABLE	0x0800

#define PTE_TABLE	0x3	/* present, writable */
#define PTE_LARGE	0x83
#define ENTRIES		512

#define CR0_VALUE	0x80000031	/* PG, NE, ET, PE */
#define CR0_MULTIBOOT	0x11		/* ET, PE */
#define CR4_VALUE	0x20		/* PAE */
#define EFER_VALUE	0x500		/* LMA, LME */
#define APIC_BASE	0xfee00900ULL	/* enabled, boot processor */

#define MULTIBOOT_MAGIC	0x2badb002

enum { GPR_RAX, GPR_RBX = 3, GPR_RSI = 6 };
enum { SEG_ES, SEG_CS, SEG_SS, SEG_DS, SEG_FS, SEG_GS, SEG_LDTR, SEG_TR };

/* One PML4, one PDPT, four page directories of 2 MiB pages. */
static void write_page_tables(const struct guest_mem *m)
{
	uint64_t *pml4 = mem_ptr(m, GPA_PAGE_TABLES, 6 * LUCID_PAGE_SIZE);
	uint64_t *pdpt = pml4 + ENTRIES;
	uint64_t *pd = pdpt + ENTRIES;

	memset(pml4, 0, 2 * LUCID_PAGE_SIZE);
	pml4[0] = (GPA_PAGE_TABLES + LUCID_PAGE_SIZE) | PTE_TABLE;
	for (uint64_t i = 0; i < 4; i++)
		pdpt[i] = (GPA_PAGE_TABLES + (2 + i) * LUCID_PAGE_SIZE) | PTE_TABLE;
	for (uint64_t i = 0; i < 4 * ENTRIES; i++)
		pd[i] = i << 21 | PTE_LARGE;
}

static void write_gdt(const struct guest_mem *m)
{
	uint64_t *gdt = mem_ptr(m, GPA_GDT, LUCID_PAGE_SIZE);

	memset(gdt, 0, LUCID_PAGE_SIZE);
	gdt[SEL_CODE / 8] = 0x00af9b000000ffffULL;
	gdt[SEL_DATA / 8] = 0x00cf93000000ffffULL;
	gdt[SEL_TSS / 8] = (GPA_GDT + TSS_OFFSET) << 16 | 0x00008b0000000000ULL | TSS_LIMIT;
}

static void set_segments(struct lucid_vp_state *state, uint16_t code, uint64_t tss)
{
	for (int i = SEG_ES; i <= SEG_GS; i++)
		state->seg[i] = (struct lucid_segment){ 0, 0xffffffff, SEL_DATA, ACCESS_DATA };
	state->seg[SEG_CS] = (struct lucid_segment){ 0, 0xffffffff, SEL_CODE, code };
	state->seg[SEG_LDTR].access = ACCESS_UNUSABLE;
	state->seg[SEG_TR] = (struct lucid_segment){ tss, TSS_LIMIT, SEL_TSS, ACCESS_TSS };
}

static void enter_linux(const struct guest_mem *m, struct lucid_vp_state *state)
{
	write_page_tables(m);
	write_gdt(m);
	state->gpr[GPR_RSI] = GPA_BOOT_PARAMS;
	state->cr0 = CR0_VALUE;
	state->cr3 = GPA_PAGE_TABLES;
	state->cr4 = CR4_VALUE;
	state->efer = EFER_VALUE;
	state->gdt_base = GPA_GDT;
	state->gdt_limit = GDT_SIZE - 1;
	set_segments(state, ACCESS_CODE64, GPA_GDT + TSS_OFFSET);
}

/* Such a kernel brings its own tables, so there is no GDT behind the segments. */
static void enter_multiboot(struct lucid_vp_state *state)
{
	state->gpr[GPR_RAX] = MULTIBOOT_MAGIC;
	state->gpr[GPR_RBX] = GPA_BOOT_PARAMS;
	state->cr0 = CR0_MULTIBOOT;
	set_segments(state, ACCESS_CODE32, 0);
}

void bootstate_write(const struct guest_mem *m, const struct boot *boot,
		     struct lucid_vp_state *state)
{
	memset(state, 0, sizeof(*state));
	state->rip = boot->entry;
	state->rflags = 2;
	state->apic_base = APIC_BASE;
	if (boot->multiboot)
		enter_multiboot(state);
	else
		enter_linux(m, state);
	state->status = LUCID_VP_OUT;
}
