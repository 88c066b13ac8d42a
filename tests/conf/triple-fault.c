// SPDX-License-Identifier: GPL-2.0-only
/*
 * A triple fault ends the run with that reason, and nothing else [EXIT-5]. Does not prove: what
 * becomes of the other VPs.
 */
#include "tests/conf/lib/conf.h"

void guest_main(void)
{
	const struct __attribute__((packed)) {
		uint16_t limit;
		uint64_t base;
	} nothing = { 0, 0 };

	print("# no more handlers\n");
	__asm__ volatile("lidt %0; ud2" : : "m"(nothing));
}
