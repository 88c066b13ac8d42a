// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that stores are decoded as gcc's assembler wrote them: length, size and value of MOV to
 * memory with every form of address; and that nothing else and nothing cut short is taken for one.
 * Does not prove: that firmware uses no other instruction.
 */
/* sources: hv/vmm/insn.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hv/vmm/insn.h"

#define REG	0x1122334455667788ULL

static const struct {
	uint8_t len, bytes[15];
	unsigned int size;
	uint64_t value;
} good[] = {
	{ 2, { 0x88, 0x07 }, 1, 0x88 },					/* mov %al,(%rdi) */
	{ 3, { 0x40, 0x88, 0x37 }, 1, 0x88 },				/* mov %sil,(%rdi) */
	{ 2, { 0x89, 0x07 }, 4, 0x55667788 },				/* mov %eax,(%rdi) */
	{ 3, { 0x66, 0x89, 0x07 }, 2, 0x7788 },				/* mov %ax,(%rdi) */
	{ 3, { 0x48, 0x89, 0x07 }, 8, REG },				/* mov %rax,(%rdi) */
	{ 3, { 0x89, 0x04, 0x24 }, 4, 0x55667788 },			/* mov %eax,(%rsp) */
	{ 4, { 0x88, 0x44, 0x24, 0x08 }, 1, 0x88 },			/* mov %al,8(%rsp) */
	{ 6, { 0x88, 0x87, 1, 2, 3, 4 }, 1, 0x88 },			/* mov %al,disp32(%rdi) */
	{ 6, { 0x88, 0x05, 1, 2, 3, 4 }, 1, 0x88 },			/* mov %al,disp32(%rip) */
	{ 7, { 0x88, 0x04, 0x25, 1, 2, 3, 4 }, 1, 0x88 },		/* mov %al,disp32 */
	{ 4, { 0x41, 0x88, 0x04, 0x10 }, 1, 0x88 },			/* mov %al,(%r8,%rdx) */
	{ 3, { 0xc6, 0x07, 0x50 }, 1, 0x50 },				/* movb $0x50,(%rdi) */
	{ 4, { 0xc6, 0x45, 0xf8, 0xff }, 1, 0xff },			/* movb $-1,-8(%rbp) */
	{ 5, { 0x66, 0xc7, 0x07, 0x34, 0x12 }, 2, 0x1234 },		/* movw */
	{ 6, { 0xc7, 0x07, 0x78, 0x56, 0x34, 0x82 }, 4, 0x82345678 },	/* movl */
	{ 7, { 0x48, 0xc7, 0x07, 0xfe, 0xff, 0xff, 0xff }, 8, -2ULL },	/* movq $-2,(%rdi) */
};

static void stores(void **state)
{
	struct insn_store s;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(insn_store(good[i].bytes, 15, REG, &s));
		assert_int_equal(s.len, good[i].len);
		assert_int_equal(s.size, good[i].size);
		assert_int_equal(s.value, good[i].value);
		assert_true(insn_store(good[i].bytes, good[i].len, REG, &s));
	}
}

static void cut_short(void **state)
{
	struct insn_store s;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		for (unsigned int len = 0; len < good[i].len; len++)
			assert_false(insn_store(good[i].bytes, len, REG, &s));
}

static void others(void **state)
{
	static const uint8_t bad[][4] = {
		{ 0x88, 0xc7 },			/* mov %al,%bh */
		{ 0x8a, 0x07 },			/* a load */
		{ 0xc6, 0x0f, 0x50 },		/* C6 /1 */
		{ 0xaa }, { 0xf3, 0xaa },	/* stos */
		{ 0x64, 0x88, 0x07 },		/* %fs: the hypervisor does not tell it */
		{ 0x67, 0x88, 0x07 }, { 0xf0, 0x00, 0x07 }, { 0x0f, 0x11, 0x07 }, { 0x00, 0x00 },
	};
	struct insn_store s;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(insn_store(bad[i], sizeof(bad[i]), REG, &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stores), cmocka_unit_test(cut_short), cmocka_unit_test(others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
