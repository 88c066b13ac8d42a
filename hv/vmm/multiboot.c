// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads a multiboot kernel ("Multiboot Specification version 0.6.96"): a 32-bit ELF file, or any
 * file whose header says itself where it belongs. loader.c calls multiboot_find to tell such files
 * from others, multiboot_load, and multiboot_info when the rest of boot_params is known.
 */
#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "hv/vmm/loader.h"
#include "hv/vmm/log.h"

#define HEADER_MAGIC	0x1badb002U
#define HEADER_SEARCH	8192		/* the header lies in so many bytes, and whole */
#define HEADER_SHORT	12U		/* without the address fields */
#define MAX_SEGMENTS	64

/* What a header may ask for. */
#define ASK_PAGE_ALIGN	0x1U
#define ASK_MEMORY	0x2U
#define ASK_MUST	0xffffU		/* a boot loader has to understand these */
#define HAS_ADDRESSES	0x10000U

/* What multiboot_info tells. */
#define TELL_MEMORY	0x1U
#define TELL_CMDLINE	0x4U
#define TELL_MODULES	0x8U
#define TELL_MMAP	0x40U
#define TELL_LOADER	0x200U

struct info {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr;
	uint32_t symbols[4];
	uint32_t mmap_length, mmap_addr, drives_length, drives_addr, config_table;
	uint32_t boot_loader_name, apm_table;
};

struct module {
	uint32_t start, end, string, reserved;
};

struct range {
	uint32_t size;		/* of what follows it */
	uint64_t addr, len;
	uint32_t type;
} __attribute__((packed));

/* The page at GPA_BOOT_PARAMS, which a kernel of this kind has instead of boot_params. */
struct page {
	struct info info;
	struct module module;
	char loader[16];
	struct range map[16];
};

_Static_assert(sizeof(struct info) == 72, "multiboot_info");
_Static_assert(sizeof(struct range) == 24, "entry of the memory map");
_Static_assert(sizeof(struct page) <= sizeof(struct boot_params), "place of boot_params");

static int refuse(const struct image *img, const char *why, uint32_t value)
{
	log_error("kernel %s: not a multiboot kernel that can be started: %s (0x%x)", img->path,
		  why, value);
	return -1;
}

static int read_header(const struct image *img, uint32_t at, struct multiboot_header *h)
{
	uint64_t left = img->size - at;

	memset(h, 0, sizeof(*h));
	h->offset = at;
	return image_read(img, at, &h->magic,
			  left < MULTIBOOT_HEADER_SIZE ? left : MULTIBOOT_HEADER_SIZE);
}

/* The first place with the right sum; if there is none, the first with the magic alone. */
int multiboot_find(const struct image *img, struct multiboot_header *h)
{
	uint64_t size = img->size < HEADER_SEARCH ? img->size : HEADER_SEARCH;
	uint32_t words[HEADER_SEARCH / 4], magic = UINT32_MAX;

	if (image_read(img, 0, words, size & ~3ULL))
		return -1;
	for (uint32_t i = 0; i + HEADER_SHORT / 4 <= size / 4; i++) {
		if (words[i] != HEADER_MAGIC)
			continue;
		if (words[i] + words[i + 1] + words[i + 2] == 0)
			return read_header(img, i * 4, h) ? -1 : 1;
		if (magic == UINT32_MAX)
			magic = i * 4;
	}
	if (magic == UINT32_MAX)
		return 0;
	return read_header(img, magic, h) ? -1 : 1;
}

/* Kernels may lie above 1 MiB and, as real-mode code must, below the tables of the loader. */
static uint8_t *place(const struct guest_mem *m, const struct image *img, uint64_t at, uint64_t len)
{
	uint8_t *to = mem_ptr(m, at, len);

	if (to && (at >= GPA_HIGH_AREA || at + len <= GPA_BOOT_PARAMS))
		return to;
	log_error("kernel %s: 0x%llx bytes at 0x%llx are outside of memory or on the loader's own",
		  img->path, (unsigned long long)len, (unsigned long long)at);
	return NULL;
}

static int load_segment(const struct guest_mem *m, const struct image *img, const Elf32_Phdr *p)
{
	uint8_t *to;

	if (p->p_filesz > p->p_memsz)
		return refuse(img, "segment is larger in the file than in memory", p->p_filesz);
	to = place(m, img, p->p_paddr, p->p_memsz);
	/* The rest of the segment is zero already: memory comes zeroed. */
	return to ? image_read(img, p->p_offset, to, p->p_filesz) : -1;
}

static int check_elf(const struct image *img, const Elf32_Ehdr *e)
{
	if (memcmp(e->e_ident, ELFMAG, SELFMAG))
		return refuse(img, "no address fields, and not ELF: first byte", e->e_ident[0]);
	if (e->e_ident[EI_CLASS] != ELFCLASS32)
		return refuse(img, "class", e->e_ident[EI_CLASS]);
	if (e->e_machine != EM_386)
		return refuse(img, "machine", e->e_machine);
	if (e->e_type != ET_EXEC)
		return refuse(img, "type", e->e_type);
	if (e->e_phentsize != sizeof(Elf32_Phdr))
		return refuse(img, "size of program headers", e->e_phentsize);
	if (!e->e_phnum || e->e_phnum > MAX_SEGMENTS)
		return refuse(img, "number of program headers", e->e_phnum);
	return 0;
}

static int load_elf(const struct guest_mem *m, const struct image *img, struct kernel *k)
{
	Elf32_Phdr ph[MAX_SEGMENTS];
	bool inside = false;
	Elf32_Ehdr e;

	if (image_read(img, 0, &e, sizeof(e)) || check_elf(img, &e) ||
	    image_read(img, e.e_phoff, ph, e.e_phnum * sizeof(ph[0])))
		return -1;
	for (unsigned int i = 0; i < e.e_phnum; i++) {
		uint64_t end = (uint64_t)ph[i].p_paddr + ph[i].p_memsz;

		if (ph[i].p_type != PT_LOAD || !ph[i].p_memsz)
			continue;
		if (load_segment(m, img, &ph[i]))
			return -1;
		inside |= e.e_entry >= ph[i].p_paddr && e.e_entry < end;
		if (end > k->end)
			k->end = end;
	}
	if (!inside)
		return refuse(img, "entry point is in no segment", e.e_entry);
	k->entry = e.e_entry;
	return 0;
}

/* By the address fields, as a boot loader does that knows no ELF. */
static int load_flat(const struct guest_mem *m, const struct image *img,
		     const struct multiboot_header *h, struct kernel *k)
{
	uint64_t skip = (uint64_t)h->header_addr - h->load_addr, size;
	uint8_t *to;

	if (img->size - h->offset < MULTIBOOT_HEADER_SIZE)
		return refuse(img, "address fields are cut off, header at", h->offset);
	if (h->load_addr > h->header_addr || skip > h->offset)
		return refuse(img, "load_addr", h->load_addr);
	if (h->load_end_addr && h->load_end_addr <= h->header_addr)
		return refuse(img, "load_end_addr", h->load_end_addr);
	size = img->size - h->offset + skip;
	if (h->load_end_addr)
		size = h->load_end_addr - h->load_addr;
	k->end = h->load_addr + size;
	if (h->bss_end_addr && h->bss_end_addr < k->end)
		return refuse(img, "bss_end_addr", h->bss_end_addr);
	if (h->entry_addr < h->load_addr || h->entry_addr >= k->end)
		return refuse(img, "entry_addr", h->entry_addr);
	if (h->bss_end_addr)
		k->end = h->bss_end_addr;
	k->entry = h->entry_addr;
	to = place(m, img, h->load_addr, k->end - h->load_addr);
	return to ? image_read(img, h->offset - skip, to, size) : -1;
}

int multiboot_load(const struct guest_mem *m, const struct image *img,
		   const struct multiboot_header *h, struct kernel *k)
{
	if (h->magic + h->flags + h->checksum)
		return refuse(img, "checksum of the header", h->checksum);
	if (h->flags & ASK_MUST & ~(ASK_PAGE_ALIGN | ASK_MEMORY))
		return refuse(img, "asks for what is not there: flags", h->flags);
	k->end = 0;
	return h->flags & HAS_ADDRESSES ? load_flat(m, img, h, k) : load_elf(m, img, k);
}

/* The kernel's name, a blank, the arguments; then the initrd's name. */
static int write_strings(const struct guest_mem *m, const struct boot *boot, struct page *p)
{
	const char *initrd = boot->initrd ? boot->initrd : "";
	size_t room = GPA_GDT - GPA_CMDLINE, len, all;
	char *to = mem_ptr(m, GPA_CMDLINE, room);

	len = (size_t)snprintf(to, room, "%s %s", boot->kernel, boot->cmdline) + 1;
	all = len + strlen(initrd) + 1;
	if (all > room) {
		log_error("--cmdline: %zu characters with the names of kernel and initrd, "
			  "there is room for %zu", all, room);
		return -1;
	}
	memcpy(to + len, initrd, all - len);
	p->info.cmdline = GPA_CMDLINE;
	p->module.string = GPA_CMDLINE + (uint32_t)len;
	return 0;
}

int multiboot_info(const struct guest_mem *m, const struct boot_params *bp, const struct boot *boot)
{
	struct page *p = mem_ptr(m, GPA_BOOT_PARAMS, sizeof(*p));

	memset(p, 0, sizeof(*p));
	if (write_strings(m, boot, p))
		return -1;
	p->info.flags = TELL_MEMORY | TELL_CMDLINE | TELL_MMAP | TELL_LOADER;
	p->info.mem_lower = GPA_BIOS_AREA >> 10;
	p->info.mem_upper = (uint32_t)((m->low_size - GPA_HIGH_AREA) >> 10);
	strcpy(p->loader, "lucid-vmm");
	p->info.boot_loader_name = GPA_BOOT_PARAMS + offsetof(struct page, loader);
	if (bp->hdr.ramdisk_size) {
		p->info.flags |= TELL_MODULES;
		p->info.mods_count = 1;
		p->info.mods_addr = GPA_BOOT_PARAMS + offsetof(struct page, module);
		p->module.start = bp->hdr.ramdisk_image;
		p->module.end = bp->hdr.ramdisk_image + bp->hdr.ramdisk_size;
	}
	p->info.mmap_addr = GPA_BOOT_PARAMS + offsetof(struct page, map);
	p->info.mmap_length = bp->e820_entries * sizeof(p->map[0]);
	for (unsigned int i = 0; i < bp->e820_entries; i++)
		p->map[i] = (struct range){
			sizeof(struct range) - sizeof(p->map[i].size), bp->e820_table[i].addr,
			bp->e820_table[i].size, bp->e820_table[i].type,
		};
	return 0;
}
