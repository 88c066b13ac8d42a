// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads an uncompressed kernel: a 64-bit ELF file, whose segments go to their physical addresses
 * and whose entry point is startup_64.
 */
#include <elf.h>
#include <string.h>

#include "hv/vmm/loader.h"
#include "hv/vmm/log.h"

#define MAX_SEGMENTS	64

static int refuse(const struct image *img, const char *why, uint64_t value)
{
	log_error("kernel %s: not an ELF kernel that can be started: %s (0x%llx)", img->path, why,
		  (unsigned long long)value);
	return -1;
}

static int check(const struct image *img, const Elf64_Ehdr *e)
{
	if (e->e_ident[EI_CLASS] != ELFCLASS64)
		return refuse(img, "class", e->e_ident[EI_CLASS]);
	if (e->e_machine != EM_X86_64)
		return refuse(img, "machine", e->e_machine);
	if (e->e_type != ET_EXEC)
		return refuse(img, "type", e->e_type);
	if (e->e_phentsize != sizeof(Elf64_Phdr))
		return refuse(img, "size of program headers", e->e_phentsize);
	if (!e->e_phnum || e->e_phnum > MAX_SEGMENTS)
		return refuse(img, "number of program headers", e->e_phnum);
	return 0;
}

static int load_segment(const struct guest_mem *m, const struct image *img, const Elf64_Phdr *p)
{
	uint8_t *to;

	if (p->p_filesz > p->p_memsz)
		return refuse(img, "segment is larger in the file than in memory", p->p_filesz);
	if (p->p_paddr < GPA_HIGH_AREA)
		return refuse(img, "segment is below 1 MiB", p->p_paddr);
	to = mem_ptr(m, p->p_paddr, p->p_memsz);
	if (!to) {
		log_error("kernel %s: segment of 0x%llx bytes at 0x%llx is outside of memory",
			  img->path, (unsigned long long)p->p_memsz,
			  (unsigned long long)p->p_paddr);
		return -1;
	}
	/* The rest of the segment is zero already: memory comes zeroed. */
	return image_read(img, p->p_offset, to, p->p_filesz);
}

/* What a boot loader has to tell; the fields that describe a bzImage do not apply. */
static void fill_header(struct setup_header *h)
{
	h->boot_flag = 0xaa55;
	h->header = 0x53726448;
	h->version = 0x020f;
	h->loadflags = LOADED_HIGH;
	h->xloadflags = XLF_KERNEL_64;
	h->cmdline_size = 2047;
	h->initrd_addr_max = 0x7fffffff;
	h->kernel_alignment = 0x200000;
}

int vmlinux_load(const struct guest_mem *m, const struct image *img, struct boot_params *bp,
		 struct kernel *k)
{
	Elf64_Phdr ph[MAX_SEGMENTS];
	Elf64_Ehdr e;
	uint64_t start = UINT64_MAX;

	if (image_read(img, 0, &e, sizeof(e)) || check(img, &e) ||
	    image_read(img, e.e_phoff, ph, e.e_phnum * sizeof(ph[0])))
		return -1;
	k->end = 0;
	for (unsigned int i = 0; i < e.e_phnum; i++) {
		if (ph[i].p_type != PT_LOAD || !ph[i].p_memsz)
			continue;
		if (load_segment(m, img, &ph[i]))
			return -1;
		if (ph[i].p_paddr < start)
			start = ph[i].p_paddr;
		if (ph[i].p_paddr + ph[i].p_memsz > k->end)
			k->end = ph[i].p_paddr + ph[i].p_memsz;
	}
	if (e.e_entry < start || e.e_entry >= k->end)
		return refuse(img, "entry point is in no segment", e.e_entry);
	k->entry = e.e_entry;
	fill_header(&bp->hdr);
	return 0;
}
