// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the loader puts a multiboot kernel where its ELF segments or its address fields say,
 * that multiboot_info names memory, arguments and initrd, and that a header with any byte changed
 * is refused or stays within memory. Does not prove: that such a kernel starts (tests/conf does).
 */
/* sources: hv/vmm/loader.c hv/vmm/bzimage.c hv/vmm/vmlinux.c hv/vmm/multiboot.c */
/* sources: hv/vmm/image.c hv/vmm/memory.c hv/vmm/log.c */
#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/loader.h"

#define MAGIC	0x1badb002U
#define AT	0x400000U	/* of the file's first byte, when the address fields count */

static struct {
	Elf32_Ehdr e;
	Elf32_Phdr p[2];
	uint32_t mb[8];		/* magic, flags, sum; header, load, load end, bss end, entry */
	char text[32];
} file;

static struct guest_mem m;
static struct boot boot;
static char path[] = "/tmp/vmm-multiboot-XXXXXX";

static void reset(uint32_t flags)
{
	uint32_t at = offsetof(typeof(file), mb), text = offsetof(typeof(file), text);

	file.e = (Elf32_Ehdr){ { 0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
			       ET_EXEC, EM_386, 1, 0x8004, sizeof(file.e), 0, 0, sizeof(file.e),
			       sizeof(file.p[0]), 2, 0, 0, 0 };
	file.p[0] = (Elf32_Phdr){ PT_LOAD, text, 0, 0x8000, 16, 0x1000, PF_X, 1 };
	file.p[1] = (Elf32_Phdr){ PT_LOAD, text + 16, 0, 0x400000, 16, 0x10000, PF_R, 1 };
	file.mb[0] = MAGIC;
	file.mb[1] = flags;
	file.mb[2] = -(MAGIC + flags);
	file.mb[3] = AT + at;
	file.mb[4] = AT;
	file.mb[5] = AT + sizeof(file);
	file.mb[6] = AT + 0x10000;
	file.mb[7] = AT + text;
	memcpy(file.text, "code at 32 KiB..data at 4 MiB...", 32);
}

static int load(const char *initrd, const char *cmdline)
{
	int fd = open(path, O_RDWR | O_TRUNC);

	assert_int_equal(write(fd, &file, sizeof(file)), sizeof(file));
	close(fd);
	boot = (struct boot){ .kernel = path, .initrd = initrd, .cmdline = cmdline };
	return loader_load(&m, &boot);
}

/* A word of multiboot_info. */
static uint32_t info(unsigned int n)
{
	return ((uint32_t *)mem_ptr(&m, GPA_BOOT_PARAMS, 72))[n];
}

static void elf(void **state)
{
	uint32_t *mod, n, *range;

	(void)state;
	reset(3);
	assert_int_equal(load("/etc/passwd", "a b=c"), 0);
	assert_true(boot.multiboot);
	assert_int_equal(boot.entry, 0x8004);
	assert_memory_equal(mem_ptr(&m, 0x8000, 16), file.text, 16);
	assert_memory_equal(mem_ptr(&m, 0x400000, 16), file.text + 16, 16);
	assert_int_equal(info(0) & 0x4d, 0x4d);
	assert_int_equal(info(1), 640);
	assert_int_equal(info(2), 31 << 10);
	assert_string_equal(strchr(mem_ptr(&m, info(4), 99), ' '), " a b=c");
	mod = mem_ptr(&m, info(6), 16);
	assert_int_equal(info(5), 1);
	assert_memory_equal(mem_ptr(&m, mod[0], 5), "root:", 5);
	assert_true(mod[0] % 4096 == 0 && mod[0] >= 0x410000 && mod[1] > mod[0]);
	assert_true(mod[1] <= 32 << 20);
	assert_string_equal(mem_ptr(&m, mod[2], 16), "/etc/passwd");
	range = mem_ptr(&m, info(12), info(11));
	for (n = 0; n * 24 < info(11) && range[n * 6 + 1] != 0x100000; n++)
		assert_int_equal(range[n * 6], 20);
	assert_int_equal(range[n * 6 + 3], 31 << 20);	/* RAM from 1 MiB up */
	assert_int_equal(range[n * 6 + 5], 1);
}

static void flat(void **state)
{
	(void)state;
	reset(0x10000);
	assert_int_equal(load(NULL, ""), 0);
	assert_int_equal(boot.entry, AT + offsetof(typeof(file), text));
	assert_memory_equal(mem_ptr(&m, AT, sizeof(file)), &file, sizeof(file));
	assert_int_equal(info(0) & 8, 0);		/* no modules */
	file.mb[5] = file.mb[6] = 0;			/* to the file's end, and no bss */
	assert_int_equal(load(NULL, ""), 0);
}

#define REFUSES(flags, change) \
	do { reset(flags); change; assert_int_equal(load(NULL, ""), -1); } while (0)

static void lies(void **state)
{
	static char longer[5000];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	reset(3);
	assert_int_equal(load(NULL, longer), -1);
	assert_int_equal(load("/nonexistent", ""), -1);
	REFUSES(3, file.mb[2]++);			/* the sum */
	REFUSES(4,);					/* a screen */
	REFUSES(0x8000,);				/* what nobody knows */
	REFUSES(0, file.e.e_ident[0] = 'x');
	REFUSES(0, file.e.e_ident[EI_CLASS] = ELFCLASS64);
	REFUSES(0, file.e.e_machine = EM_X86_64);
	REFUSES(0, file.e.e_type = ET_DYN);
	REFUSES(0, file.e.e_phentsize = 1);
	REFUSES(0, file.e.e_phnum = 0xffff);
	REFUSES(0, file.e.e_phnum = 0);
	REFUSES(0, file.e.e_phoff = UINT32_MAX - 8);
	REFUSES(0, file.e.e_entry = 0x9000);
	REFUSES(0, file.p[0].p_offset = UINT32_MAX - 8);
	REFUSES(0, file.p[0].p_filesz = 0x1001);
	REFUSES(0, file.p[0].p_memsz = 0x8001);		/* over multiboot_info */
	REFUSES(0, file.p[1].p_paddr = 0xa0000);
	REFUSES(0, file.p[1].p_paddr = UINT32_MAX);
	REFUSES(0, file.p[1].p_paddr = 32 << 20);
	REFUSES(0x10000, file.mb[3] = AT - 1);
	REFUSES(0x10000, file.mb[3] += 4);		/* would begin before the file */
	REFUSES(0x10000, file.mb[5] = AT + 1);
	REFUSES(0x10000, file.mb[5] = AT + sizeof(file) + 1);
	REFUSES(0x10000, file.mb[6] = AT + sizeof(file) - 1);
	REFUSES(0x10000, file.mb[6] = UINT32_MAX);
	REFUSES(0x10000, file.mb[7] = AT - 1);
	REFUSES(0x10000, file.mb[7] = AT + sizeof(file));
}

/* Every byte of all headers, as four other values; ASan would see a touch outside of memory. */
static void changed(void **state)
{
	static const uint8_t flip[] = { 0x01, 0x7f, 0x80, 0xff };
	unsigned int taken = 0;

	(void)state;
	for (unsigned int i = 0; i < 2 * offsetof(typeof(file), text) * sizeof(flip); i++) {
		reset(i % 2 << 16);
		((uint8_t *)&file)[i / 2 / sizeof(flip)] ^= flip[i / 2 % sizeof(flip)];
		if (load(NULL, ""))
			continue;
		taken++;
		assert_true(boot.entry < m.low_size);
	}
	assert_true(taken > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elf), cmocka_unit_test(flat), cmocka_unit_test(lies),
		cmocka_unit_test(changed),
	};
	int failed;

	close(mkstemp(path));
	mem_layout(&m, 32 << 20);
	m.low = calloc(1, m.low_size);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(m.low);
	unlink(path);
	return failed;
}
