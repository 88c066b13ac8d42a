// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the loader refuses a multiboot kernel whose headers lie, and that one with any byte
 * of them changed is refused or stays within memory. Does not prove: what the message says.
 */
/* sources: hv/vmm/loader.c hv/vmm/bzimage.c hv/vmm/vmlinux.c hv/vmm/multiboot.c */
/* sources: hv/vmm/image.c hv/vmm/memory.c hv/vmm/log.c */
#include "vmm-multiboot.h"

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
		cmocka_unit_test(lies), cmocka_unit_test(changed),
	};

	return run(tests, sizeof(tests) / sizeof(tests[0]));
}
