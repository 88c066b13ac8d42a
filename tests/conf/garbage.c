// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random bytes, executed: 2,000 times from random places, while exceptions bring us back; then
 * without handlers, until something ends it. "seed=N" picks the bytes. What is random has no
 * KTAP: the test is that the run ends with a reason, or by the parent's signal, and that the
 * parent lives. Does not prove: that nothing else was touched; the other tests of the same boot
 * do that.
 */
#include "tests/conf/lib/conf.h"

#define BYTES	(64 * 1024)
#define ROUNDS	2000

static uint64_t seed;

/* Most jumps stay in the area; every eighth opcode byte is from the two-byte map. */
static void fill(uint8_t *area)
{
	for (unsigned int i = 0; i < BYTES; i++)
		area[i] = (uint8_t)(rnd(&seed) >> 32);
	for (unsigned int i = 0; i < BYTES; i += 8)
		area[i] = 0x0f;
}

static const uint8_t *place(const uint8_t *area)
{
	return area + (rnd(&seed) >> 32) % BYTES;
}

void guest_main(void)
{
	uint8_t *area = (uint8_t *)SCRATCH;
	const struct __attribute__((packed)) {
		uint16_t limit;
		uint64_t base;
	} nothing = { 0, 0 };

	seed = argument("seed", 1) * 0x9e3779b97f4a7c15ULL + 1;
	fill(area);
	print("# seed %lu\n", argument("seed", 1));
	for (unsigned int i = 0; i < ROUNDS; i++) {
		conf_run_as(CODE64, DATA, place(area));
		/* A breakpoint or single step that was left on would stop at the next turn. */
		TRY("mov %0, %%dr7", : : "r"(0x400ULL));
	}
	print("# now without handlers\n");
	__asm__ volatile("lidt %0; jmp *%1" : : "m"(nothing), "r"(place(area)));
}
