// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts a kernel into guest memory: tells the kinds of file apart, then adds initrd, command line
 * and boot_params with the memory map, or what a multiboot kernel has instead of them.
 */
#include "hv/vmm/loader.h"

#include <elf.h>
#include <string.h>

#include "hv/vmm/log.h"

#define E820_RAM	1
#define E820_RESERVED	2
#define E820_ACPI	3

#define LOADER_OTHER	0xff	/* setup_header.type_of_loader: no number was given to it */

static void add_e820(struct boot_params *bp, uint64_t start, uint64_t end, uint32_t type)
{
	if (end <= start)
		return;
	bp->e820_table[bp->e820_entries++] = (struct boot_e820_entry){
		.addr = start, .size = end - start, .type = type,
	};
}

static void write_e820(const struct guest_mem *m, struct boot_params *bp)
{
	add_e820(bp, 0, GPA_BIOS_AREA, E820_RAM);
	add_e820(bp, GPA_BIOS_AREA, GPA_ACPI, E820_RESERVED);
	add_e820(bp, GPA_ACPI, GPA_ACPI_END, E820_ACPI);
	add_e820(bp, GPA_ACPI_END, GPA_HIGH_AREA, E820_RESERVED);
	add_e820(bp, GPA_HIGH_AREA, m->low_size, E820_RAM);
	add_e820(bp, GPA_DIRECTORY, GPA_HALVES_END, E820_RESERVED);
	add_e820(bp, MEM_HIGH, MEM_HIGH + m->high_size, E820_RAM);
}

static int load_cmdline(const struct guest_mem *m, struct boot_params *bp, const char *cmdline)
{
	size_t len = strlen(cmdline);
	char *to = mem_ptr(m, GPA_CMDLINE, len + 1);

	if (!to || len > bp->hdr.cmdline_size || len >= GPA_GDT - GPA_CMDLINE) {
		log_error("--cmdline: %zu characters, the kernel takes %u", len,
			  bp->hdr.cmdline_size);
		return -1;
	}
	memcpy(to, cmdline, len + 1);
	bp->hdr.cmd_line_ptr = GPA_CMDLINE;
	return 0;
}

/* As high as the kernel allows, so that it does not lie where the kernel unpacks itself. */
static int load_initrd(const struct guest_mem *m, struct boot_params *bp, const char *path,
		       uint64_t kernel_end)
{
	uint64_t top = bp->hdr.initrd_addr_max + 1ULL;
	struct image img;
	uint64_t at;
	int ret = -1;

	if (image_open(&img, "initrd", path))
		return -1;
	if (top > m->low_size)
		top = m->low_size;
	if (img.size <= top && (at = (top - img.size) & ~0xfffULL) >= kernel_end) {
		ret = image_read(&img, 0, mem_ptr(m, at, img.size), img.size);
		bp->hdr.ramdisk_image = (uint32_t)at;
		bp->hdr.ramdisk_size = (uint32_t)img.size;
	} else {
		log_error("initrd %s: %llu bytes do not fit between the kernel's end (%llu MiB) "
			  "and %llu MiB", path, (unsigned long long)img.size,
			  (unsigned long long)kernel_end >> 20, (unsigned long long)top >> 20);
	}
	image_close(&img);
	return ret;
}

static int load_file(const struct guest_mem *m, struct boot_params *bp, const struct image *img,
		     struct boot *boot, struct kernel *k)
{
	struct multiboot_header h;
	unsigned char magic[SELFMAG];
	int found = multiboot_find(img, &h);

	if (found < 0 || image_read(img, 0, magic, sizeof(magic)))
		return -1;
	boot->multiboot = found;
	if (boot->multiboot) {
		bp->hdr.initrd_addr_max = UINT32_MAX;
		return multiboot_load(m, img, &h, k);
	}
	return memcmp(magic, ELFMAG, SELFMAG) ? bzimage_load(m, img, bp, k) :
						vmlinux_load(m, img, bp, k);
}

static int load_kernel(const struct guest_mem *m, struct boot_params *bp, struct boot *boot,
		       struct kernel *k)
{
	struct image img;
	int ret;

	if (image_open(&img, "kernel", boot->kernel))
		return -1;
	ret = load_file(m, bp, &img, boot, k);
	image_close(&img);
	/* Only low memory is mapped when the kernel starts. */
	if (!ret && (k->end > m->low_size || k->entry >= k->end)) {
		log_error("kernel %s: lies at 0x%llx to 0x%llx, above low memory", boot->kernel,
			  (unsigned long long)k->entry, (unsigned long long)k->end);
		ret = -1;
	}
	return ret;
}

int loader_load(const struct guest_mem *m, struct boot *boot)
{
	void *to = mem_ptr(m, GPA_BOOT_PARAMS, sizeof(struct boot_params));
	struct boot_params bp = { 0 };
	struct kernel k;

	if (!to || m->low_size < 2 * GPA_HIGH_AREA) {
		log_error("%llu MiB of memory are too few", (unsigned long long)m->low_size >> 20);
		return -1;
	}
	if (load_kernel(m, &bp, boot, &k))
		return -1;
	if (!boot->multiboot && load_cmdline(m, &bp, boot->cmdline))
		return -1;
	if (boot->initrd && load_initrd(m, &bp, boot->initrd, k.end))
		return -1;
	bp.hdr.type_of_loader = LOADER_OTHER;
	bp.acpi_rsdp_addr = GPA_ACPI;
	write_e820(m, &bp);
	boot->entry = k.entry;
	if (boot->multiboot)
		return multiboot_info(m, &bp, boot);
	memcpy(to, &bp, sizeof(bp));
	return 0;
}
