/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order of the boot: from GRUB's hand-over, on one CPU with identity page tables,
 * to the parent's Linux on all CPUs. After boot_main() nothing of boot/ runs again.
 */
#include "hv/boot/boot.h"
#include "hv/core/clock.h"
#include "hv/core/page.h"
#include "hv/cpu/msr.h"
#include "hv/cpu/mtrr.h"
#include "hv/cpu/regs.h"
#include "hv/cpu/trap.h"
#include "hv/cpu/tsc.h"
#include "hv/exit/parent.h"
#include "hv/lib/log.h"
#include "hv/vmx/ept.h"
#include "hv/vmx/vcpu.h"
#include "hv/vmx/vmx.h"

#define MULTIBOOT2_BOOTLOADER_MAGIC 0x36d76289

struct boot_info boot_info;
uint32_t tsc_khz;
uint8_t phys_bits;
uint64_t xcr0_mask;

void __noreturn boot_main(uint32_t magic, uint64_t info);

static void cpu_features(void)
{
	uint32_t r[4];

	vmx_check();
	vcpu_boot();
	cpuid(0x80000008, 0, r);
	phys_bits = (uint8_t)r[0];
	cpuid(0xd, 0, r);
	xcr0_mask = r[0] | (uint64_t)r[3] << 32;
	if (r[2] > PAGE_SIZE)
		panic("CPU: XSAVE area of %u bytes is larger than a page\n", r[2]);
	mtrr_read();
	tsc_khz = tsc_measure();
	clock_init(tsc_khz);
	log_printf("TSC %u.%03u MHz, %u physical address bits, XCR0 mask 0x%lx\n",
		   tsc_khz / 1000, tsc_khz % 1000, phys_bits, xcr0_mask);
}

/* The page-owner table and the parent's EPT, both made from the memory map. */
static void memory_init(void)
{
	uint64_t frames = boot_info.ram_top >> PAGE_SHIFT;
	uint64_t table_size = page_up(frames * sizeof(struct page));
	uint64_t ept_size = ept_parent_size(boot_info.ram_top, phys_bits);
	uint64_t table = memmap_take(table_size, CARVE_HIDDEN);
	uint64_t ept = memmap_take(ept_size, CARVE_HIDDEN);

	log_printf("%lu MiB of RAM up to 0x%lx, owner table %lu KiB, EPT %lu KiB\n",
		   memmap_ram() >> 20, boot_info.ram_top, table_size >> 10, ept_size >> 10);
	page_init(memset(pa_va(table), 0, table_size), frames);
	memset(pa_va(ept), 0, ept_size);
	ept_parent_build(ept, boot_info.ram_top, phys_bits, mtrr_type);
}

void boot_main(uint32_t magic, uint64_t info)
{
	uint64_t rip, params, rsdp;

	log_printf("Lucid hypervisor, ABI version %u\n", LUCID_ABI_VERSION);
	if (magic != MULTIBOOT2_BOOTLOADER_MAGIC)
		panic("not started by a Multiboot2 loader: EAX is 0x%x\n", magic);
	idt_init();
	smp_boot_cpu();
	mbi_parse(info);
	cpu_features();
	memmap_find_top();
	memory_init();
	log_move(memmap_take(LOG_SIZE, CARVE_LOG));
	smp_prepare();
	rsdp = acpi_add_mailbox(wait_mailbox);
	linux_load(rsdp, &rip, &params);
	memmap_publish();		/* owner table and EPT say what was carved out */
	smp_start();
	parent_init(this_cpu(), rip, params, wait_cr3);
	log_printf("%u CPUs in VMX operation, log at 0x%lx, starting the parent\n", cpu_count,
		   log_hpa);
	log_serial(false);
	smp_release();
	parent_loop(this_cpu());
}
