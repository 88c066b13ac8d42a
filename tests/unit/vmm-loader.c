// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the loader takes a whole Debian kernel and puts its code, boot_params, command line,
 * initrd and memory map where the boot protocol wants them, and that it refuses the same kernel cut
 * short at any of several lengths, garbage, and a guest that is too small, without a crash.
 */
/* sources: hv/vmm/loader.c hv/vmm/bzimage.c hv/vmm/vmlinux.c hv/vmm/multiboot.c */
/* sources: hv/vmm/image.c hv/vmm/memory.c hv/vmm/log.c */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/loader.h"

static char *kernel;		/* a file's contents */
static size_t size;
static char path[] = "/tmp/vmm-loader-XXXXXX";

/* Loads the first len bytes into a new guest; the guest, or low == NULL when refused. */
static struct guest_mem load(size_t len, uint64_t mib, const char *initrd)
{
	struct boot boot = { .kernel = path, .initrd = initrd, .cmdline = "console=ttyS0" };
	struct guest_mem m;
	FILE *f = fopen(path, "w");

	assert_int_equal(fwrite(kernel, 1, len, f), len);
	fclose(f);
	mem_layout(&m, mib << 20);
	m.low = calloc(1, m.low_size);
	if (loader_load(&m, &boot)) {
		free(m.low);
		m.low = NULL;
	}
	return m;
}

static void whole(void **state)
{
	struct guest_mem m = load(size, 256, "/etc/passwd");
	struct boot_params *bp = mem_ptr(&m, GPA_BOOT_PARAMS, sizeof(*bp));
	uint8_t *code;

	(void)state;
	assert_non_null(m.low);
	code = mem_ptr(&m, bp->hdr.pref_address, bp->hdr.init_size);
	assert_memory_equal(code, kernel + (bp->hdr.setup_sects + 1) * 512, bp->hdr.syssize * 16);
	assert_string_equal(mem_ptr(&m, bp->hdr.cmd_line_ptr, 14), "console=ttyS0");
	assert_int_equal(bp->acpi_rsdp_addr, GPA_ACPI);
	assert_memory_equal(mem_ptr(&m, bp->hdr.ramdisk_image, 5), "root:", 5);
	assert_true(bp->hdr.ramdisk_image >= bp->hdr.pref_address + bp->hdr.init_size);
	assert_true(bp->hdr.ramdisk_image + bp->hdr.ramdisk_size <= 256 << 20);
	for (int i = 1; i < bp->e820_entries; i++)
		assert_true(bp->e820_table[i].addr >=
			    bp->e820_table[i - 1].addr + bp->e820_table[i - 1].size);
	free(m.low);
}

static void refused(void **state)
{
	static const size_t cut[] = { 1, 3, 4, 0x1f0, 0x200, 0x202, 0x260, 4096, 20000, 1 << 20 };
	struct setup_header h;

	(void)state;
	memcpy(&h, kernel + 0x1f1, sizeof(h));
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		assert_null(load(cut[i], 256, NULL).low);
	assert_null(load((h.setup_sects + 1) * 512UL + h.syssize * 16UL - 1, 256, NULL).low);
	assert_null(load(size, 16, NULL).low);
	assert_null(load(size, 256, "/nonexistent").low);
	assert_null(load(size, 256, "/dev/null").low);
	for (int i = 0; i < 64; i++) {		/* flip fields of the header one after the other */
		kernel[0x1f1 + i] ^= 0xff;
		free(load(1 << 20, 128, NULL).low);
		kernel[0x1f1 + i] ^= 0xff;
	}
	memset(kernel, 0x5a, 65536);
	assert_null(load(65536, 256, NULL).low);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whole), cmocka_unit_test(refused) };
	glob_t g;
	FILE *f;

	if ((glob("/boot/vmlinuz-*-cloud-amd64", 0, NULL, &g) &&
	     glob("build/kernel/boot/vmlinuz-*-cloud-amd64", 0, NULL, &g)) || mkstemp(path) < 0)
		return 1;
	f = fopen(g.gl_pathv[0], "r");
	kernel = malloc(64 << 20);
	size = fread(kernel, 1, 64 << 20, f);
	fclose(f);
	globfree(&g);
	return cmocka_run_group_tests(tests, NULL, NULL) + unlink(path);
}
