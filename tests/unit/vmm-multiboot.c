// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the loader puts a multiboot kernel where its ELF segments or its address fields say,
 * and that multiboot_info names memory, arguments and initrd. Does not prove: that such a kernel
 * starts.
 */
/* sources: hv/vmm/loader.c hv/vmm/bzimage.c hv/vmm/vmlinux.c hv/vmm/multiboot.c */
/* sources: hv/vmm/image.c hv/vmm/memory.c hv/vmm/log.c */
#include "vmm-multiboot.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elf), cmocka_unit_test(flat),
	};

	return run(tests, sizeof(tests) / sizeof(tests[0]));
}
