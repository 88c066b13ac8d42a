/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Multiboot2 information: memory map, modules, RSDP. Source: Multiboot2
 * Specification 2.0, 'Boot information format'. The first module is the parent's
 * kernel, with its command line; the second, if any, its initrd.
 */
#include "hv/boot/boot.h"

enum { TAG_END = 0, TAG_MODULE = 3, TAG_MMAP = 6, TAG_ACPI_OLD = 14, TAG_ACPI_NEW = 15 };

struct tag {
	uint32_t type, size;
};

struct tag_module {
	struct tag tag;
	uint32_t start, end;
	char args[];
};

struct tag_mmap {
	struct tag tag;
	uint32_t entry_size, entry_version;
};

struct mmap_entry {
	uint64_t base, size;
	uint32_t type, reserved;
};

static void add_mmap(const struct tag_mmap *t)
{
	const char *p = (const char *)(t + 1), *end = (const char *)t + t->tag.size;

	for (; p + sizeof(struct mmap_entry) <= end; p += t->entry_size) {
		const struct mmap_entry *e = (const struct mmap_entry *)p;

		if (e->base + e->size > e->base)
			memmap_add(e->base, e->size, e->type);
	}
}

static void add_module(const struct tag_module *t)
{
	struct module m = { t->start, t->end - t->start, t->args };

	/* GRUB passes what follows the file's name; skip the word that names the module. */
	while (*m.args && *m.args != ' ')
		m.args++;
	while (*m.args == ' ')
		m.args++;
	if (!boot_info.kernel.size)
		boot_info.kernel = m;
	else if (!boot_info.initrd.size)
		boot_info.initrd = m;
	else
		panic("third module at 0x%x: only kernel and initrd are expected\n", t->start);
}

static const struct tag *next_tag(const struct tag *t)
{
	return (const struct tag *)((const char *)t + ((t->size + 7) & ~7u));
}

void mbi_parse(uint64_t info)
{
	const struct tag *t = pa_va(info + 8);

	boot_info.info = info;
	boot_info.info_size = *(const uint32_t *)pa_va(info);
	for (; t->type != TAG_END; t = next_tag(t)) {
		switch (t->type) {
		case TAG_MODULE:
			add_module((const struct tag_module *)t);
			break;
		case TAG_MMAP:
			add_mmap((const struct tag_mmap *)t);
			break;
		case TAG_ACPI_OLD:
			if (boot_info.rsdp)
				break;
			/* fall through */
		case TAG_ACPI_NEW:
			boot_info.rsdp = (uint64_t)(t + 1);
			break;
		}
	}
	if (!boot_info.regions)
		panic("the loader gave no memory map\n");
	if (!boot_info.kernel.size)
		panic("no parent kernel: the loader passed no module\n");
	if (!boot_info.rsdp)
		panic("the loader gave no ACPI RSDP\n");
	log_printf("kernel at 0x%lx, %lu bytes, initrd at 0x%lx, %lu bytes\n",
		   boot_info.kernel.base, boot_info.kernel.size, boot_info.initrd.base,
		   boot_info.initrd.size);
}
