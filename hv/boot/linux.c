/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent's kernel: a bzImage, or an uncompressed vmlinux, entered by the 64-bit
 * boot protocol. Source: Linux, Documentation/x86/boot.rst, 'The Real-Mode Kernel
 * Header', '64-bit Boot Protocol'.
 */
#include "hv/boot/boot.h"

/* Offsets in struct boot_params. */
#define BP_RSDP		0x070
#define BP_E820_COUNT	0x1e8
#define BP_HEADER	0x1f1
#define BP_BOOT_FLAG	0x1fe
#define BP_MAGIC	0x202
#define BP_VERSION	0x206
#define BP_LOADER	0x210
#define BP_LOADFLAGS	0x211
#define BP_INITRD	0x218
#define BP_INITRD_SIZE	0x21c
#define BP_CMDLINE	0x228
#define BP_ALIGNMENT	0x230
#define BP_XLOADFLAGS	0x236
#define BP_PREF_ADDRESS	0x258
#define BP_INIT_SIZE	0x260
#define BP_E820		0x2d0

#define HDRS		0x53726448u
#define XLF_KERNEL_64	1

struct e820_entry {
	uint64_t base, size;
	uint32_t type;
} __packed;

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum;
};

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

static void put32(void *bp, unsigned int at, uint64_t v)
{
	uint32_t w = (uint32_t)v;

	if (v >> 32)
		panic("value 0x%lx for boot_params offset 0x%x has more than 32 bits\n", v, at);
	memcpy((char *)bp + at, &w, sizeof(w));
}

static uint32_t get32(const void *bp, unsigned int at)
{
	uint32_t w;

	memcpy(&w, (const char *)bp + at, sizeof(w));
	return w;
}

/* Move a module that is where the kernel has to go. */
static void move_away(struct module *m, uint64_t base, uint64_t size)
{
	uint64_t to;

	if (!m->size || m->base >= base + size || m->base + m->size <= base)
		return;
	to = memmap_find_room(base + size, m->size, PAGE_SIZE);
	memcpy(pa_va(to), pa_va(m->base), m->size);
	m->base = to;
}

static uint64_t load_bzimage(uint8_t *bp)
{
	const struct module *k = &boot_info.kernel;
	const uint8_t *file = pa_va(k->base);
	uint64_t setup = ((file[BP_HEADER] ? file[BP_HEADER] : 4) + 1) * 512UL;
	uint64_t pref, at;
	unsigned int end = BP_MAGIC + file[0x201];

	if (k->size <= setup)
		panic("parent kernel is cut off: %lu bytes, setup alone has %lu\n", k->size, setup);
	if (get32(file, BP_VERSION) % 65536 < 0x20c || !(file[BP_XLOADFLAGS] & XLF_KERNEL_64))
		panic("parent kernel has no 64-bit entry: boot protocol 0x%x, xloadflags 0x%x\n",
		      get32(file, BP_VERSION) % 65536, file[BP_XLOADFLAGS]);
	memcpy(bp + BP_HEADER, file + BP_HEADER, end - BP_HEADER);
	memcpy(&pref, file + BP_PREF_ADDRESS, sizeof(pref));
	at = memmap_find_room(pref, get32(file, BP_INIT_SIZE), get32(file, BP_ALIGNMENT));
	memcpy(pa_va(at), file + setup, k->size - setup);
	return at + 0x200;
}

static const struct elf_segment *segment(const struct elf_header *e, unsigned int i)
{
	return (const void *)((const char *)e + e->phoff + i * sizeof(struct elf_segment));
}

static uint64_t load_vmlinux(uint8_t *bp)
{
	struct module *k = &boot_info.kernel;
	const struct elf_header *e = pa_va(k->base);
	uint64_t lo = ~0UL, hi = 0;

	if (e->machine != 62 || e->phentsize != sizeof(struct elf_segment) ||
	    e->phoff + (uint64_t)e->phnum * e->phentsize > k->size)
		panic("parent kernel: not an x86-64 ELF file, or cut off\n");
	for (unsigned int i = 0; i < e->phnum; i++) {
		const struct elf_segment *s = segment(e, i);

		if (s->type != 1)
			continue;
		if (s->filesz > s->memsz || s->offset > k->size || s->filesz > k->size - s->offset)
			panic("parent kernel is cut off: segment %u\n", i);
		lo = s->paddr < lo ? s->paddr : lo;
		hi = s->paddr + s->memsz > hi ? s->paddr + s->memsz : hi;
	}
	if (hi <= lo)
		panic("parent kernel: ELF file without segments\n");
	move_away(k, lo, hi - lo);
	move_away(&boot_info.initrd, lo, hi - lo);
	if (memmap_find_room(lo, hi - lo, 1) != lo)
		panic("parent kernel: 0x%lx to 0x%lx is not free RAM\n", lo, hi);
	e = pa_va(k->base);
	for (unsigned int i = 0; i < e->phnum; i++) {
		const struct elf_segment *s = segment(e, i);

		if (s->type != 1)
			continue;
		memcpy(pa_va(s->paddr), (const char *)e + s->offset, s->filesz);
		memset((char *)pa_va(s->paddr) + s->filesz, 0, s->memsz - s->filesz);
	}
	put32(bp, BP_MAGIC, HDRS);
	put32(bp, BP_VERSION, 0x20f);
	bp[BP_BOOT_FLAG] = 0x55;
	bp[BP_BOOT_FLAG + 1] = 0xaa;
	put32(bp, BP_ALIGNMENT, LARGE_PAGE);
	return e->entry;
}

static void put_e820(uint8_t *bp)
{
	struct e820_entry *out = (struct e820_entry *)(bp + BP_E820);
	uint8_t n = 0;

	for (unsigned int i = 0; i < boot_info.regions; i++) {
		const struct region *r = &boot_info.region[i];

		if (r->size)
			out[n++] = (struct e820_entry){ r->base, r->size, r->type };
	}
	bp[BP_E820_COUNT] = n;
}

void linux_load(uint64_t rsdp, uint64_t *rip, uint64_t *params)
{
	uint8_t *bp = pa_va(wait_params);
	const uint8_t *file = pa_va(boot_info.kernel.base);
	char *cmdline = pa_va(wait_cmdline);
	size_t n = 0;

	if (boot_info.kernel.size < 4096)
		panic("parent kernel is cut off: %lu bytes\n", boot_info.kernel.size);
	for (; n < PAGE_SIZE - 1 && boot_info.kernel.args[n]; n++)
		cmdline[n] = boot_info.kernel.args[n];
	if (get32(file, 0) == 0x464c457f)	/* ELF */
		*rip = load_vmlinux(bp);
	else if (get32(file, BP_MAGIC) == HDRS)
		*rip = load_bzimage(bp);
	else
		panic("parent kernel at 0x%lx is neither a bzImage nor an ELF file\n",
		      boot_info.kernel.base);
	bp[BP_LOADER] = 0xff;
	bp[BP_LOADFLAGS] |= 1;
	put32(bp, BP_INITRD, boot_info.initrd.base);
	put32(bp, BP_INITRD_SIZE, boot_info.initrd.size);
	put32(bp, BP_CMDLINE, wait_cmdline);
	memcpy(bp + BP_RSDP, &rsdp, sizeof(rsdp));
	put_e820(bp);
	*params = wait_params;
	log_printf("parent: entry 0x%lx, command line '%s'\n", *rip, cmdline);
}
