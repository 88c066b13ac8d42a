// SPDX-License-Identifier: GPL-2.0-only
/*
 * [HC-CONSOLE-WRITE-1] CONSOLE_WRITE of every length and of all printable characters; the test
 * looks at the text. Does not prove: that a back end which is gone does no harm.
 */
#include "tests/conf/lib/conf.h"

static void write(unsigned int n, char first)
{
	union {
		char c[32];
		uint64_t word[4];
	} text;

	for (unsigned int i = 0; i < sizeof(text.c); i++)
		text.c[i] = (char)(' ' + (first - ' ' + (int)i) % 95);
	/* What is behind the length must not come out. */
	lucid_hc_console_write(n, text.word[0], text.word[1], text.word[2], text.word[3]);
}

void guest_main(void)
{
	uint64_t arg[6] = { 0 }, res[2];

	for (unsigned int n = 1; n <= 32; n++) {
		print("# text %u ", n);
		print("\n");
		write(n, (char)(' ' + n));
		print("\n");
	}
	same((uint64_t)call(LUCID_HC_CONSOLE_WRITE, arg, res), (uint64_t)LUCID_E_INVAL, "length 0");
	arg[0] = 33;
	same((uint64_t)call(LUCID_HC_CONSOLE_WRITE, arg, res), (uint64_t)LUCID_E_INVAL,
	     "length 33");
	same(res[0], 1, "argument 1 is named");
	arg[0] = 1;
	arg[5] = 1;
	same((uint64_t)call(LUCID_HC_CONSOLE_WRITE, arg, res), (uint64_t)LUCID_E_INVAL,
	     "a reserved argument");
	same(res[0], 6, "argument 6 is named");
}
