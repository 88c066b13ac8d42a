// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the loader puts an ELF kernel's segments at their physical addresses and finds its
 * entry point, and that it refuses ELF files that lie about offsets, sizes or addresses.
 */
/* sources: hv/vmm/loader.c hv/vmm/bzimage.c hv/vmm/vmlinux.c hv/vmm/multiboot.c */
/* sources: hv/vmm/image.c hv/vmm/memory.c hv/vmm/log.c */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/loader.h"

static struct {
	Elf64_Ehdr e;
	Elf64_Phdr p[3];
	char text[16];
	char data[16];
} file;

static const Elf64_Ehdr good_header = {
	.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
	.e_type = ET_EXEC, .e_machine = EM_X86_64, .e_entry = 0x1000004, .e_phnum = 3,
	.e_phoff = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr),
};

static struct guest_mem m;
static struct boot boot;

static void reset(void)
{
	file.e = good_header;
	file.p[0] = (Elf64_Phdr){ PT_LOAD, PF_R, offsetof(typeof(file), text), 0xffffffff81000000,
				  0x1000000, 16, 16, 4096 };
	file.p[1] = (Elf64_Phdr){ PT_LOAD, PF_R, offsetof(typeof(file), data), 0,
				  0x1200000, 16, 0x10000, 4096 };
	file.p[2] = (Elf64_Phdr){ .p_type = PT_NOTE, .p_offset = UINT64_MAX };
	memcpy(file.text, "code at 16 MiB..", 16);
	memcpy(file.data, "data at 18 MiB..", 16);
}

static int load(void)
{
	char path[] = "/tmp/vmm-vmlinux-XXXXXX";
	int fd = mkstemp(path), ret;

	assert_int_equal(write(fd, &file, sizeof(file)), sizeof(file));
	close(fd);
	boot = (struct boot){ .kernel = path, .cmdline = "" };
	ret = loader_load(&m, &boot);
	unlink(path);
	return ret;
}

static void good(void **state)
{
	(void)state;
	reset();
	assert_int_equal(load(), 0);
	assert_int_equal(boot.entry, 0x1000004);
	assert_memory_equal(mem_ptr(&m, 0x1000000, 16), file.text, 16);
	assert_memory_equal(mem_ptr(&m, 0x1200000, 16), file.data, 16);
}

#define REFUSES(change)	do { reset(); change; assert_int_equal(load(), -1); } while (0)

static void lies(void **state)
{
	(void)state;
	REFUSES(file.e.e_ident[EI_CLASS] = ELFCLASS32);
	REFUSES(file.e.e_machine = EM_AARCH64);
	REFUSES(file.e.e_phentsize = 1);
	REFUSES(file.e.e_phnum = 0xffff);
	REFUSES(file.e.e_phnum = 64);			/* more than the file has */
	REFUSES(file.e.e_phoff = UINT64_MAX - 8);
	REFUSES(file.e.e_entry = 0x2000000);
	REFUSES(file.p[0].p_offset = UINT64_MAX - 8);
	REFUSES(file.p[0].p_offset = sizeof(file) - 15);
	REFUSES(file.p[0].p_filesz = 17);		/* more than in memory */
	REFUSES(file.p[0].p_paddr = 0x10000);		/* over our own tables */
	REFUSES(file.p[1].p_paddr = UINT64_MAX - 16);
	REFUSES(file.p[1].p_memsz = UINT64_MAX);
	REFUSES(file.p[1].p_paddr = 32 << 20);		/* the guest's end */
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(good), cmocka_unit_test(lies) };
	int failed;

	mem_layout(&m, 32 << 20);
	m.low = calloc(1, m.low_size);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(m.low);
	return failed;
}
