/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the multiboot loader's host tests: a small kernel with an ELF header and a multiboot header,
 * both of which a test may change before it loads the file.
 */
#ifndef TESTS_UNIT_VMM_MULTIBOOT_H
#define TESTS_UNIT_VMM_MULTIBOOT_H

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

/* The body of main(). */
static int run(const struct CMUnitTest *tests, size_t n)
{
	int failed;

	close(mkstemp(path));
	mem_layout(&m, 32 << 20);
	m.low = calloc(1, m.low_size);
	failed = _cmocka_run_group_tests("multiboot", tests, n, NULL, NULL);
	free(m.low);
	unlink(path);
	return failed;
}

#endif
