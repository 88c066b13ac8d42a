// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random bytes, executed: 2,000 times from random places, while exceptions bring us back; then
 * without handlers, until something ends it. "seed=N" picks the bytes; odd seeds leave out what
 * stops a guest at once (HLT, INS, OUTS). What is random has no KTAP: the test is that the run
 * ends with a reason, or by the parent's signal, and that the parent lives. Does not prove: that
 * nothing else was touched; the other tests of the same boot do that.
 */
#include "tests/conf/lib/conf.h"

#define BYTES	(64 * 1024)
#define ROUNDS	2000
#define RAM	(32ULL << 20)
#define LARGE	(2ULL << 20)

static uint64_t seed;

static bool stops(uint8_t opcode)
{
	return opcode == 0xf4 || (opcode >= 0x6c && opcode <= 0x6f);
}

/* Every eighth byte or so begins an opcode of the two-byte map: those are the rare ones. */
static void fill(uint8_t *area, bool gentle)
{
	for (unsigned int i = 0; i < BYTES; i++) {
		area[i] = (uint8_t)(rnd(&seed) >> 32);
		if (i % 8 == 0)
			area[i] = 0x0f;
		else if (gentle && stops(area[i]))
			area[i] = 0xc5;
	}
}

/* Only RAM stays mapped: a wild access is #PF, which is caught, rather than the end. */
static void unmap_rest(void)
{
	uint64_t *pml4 = (uint64_t *)READ_CR(3), *pdpt = (uint64_t *)(pml4[0] & ~0xfffULL);
	uint64_t *pd = (uint64_t *)(pdpt[0] & ~0xfffULL);

	pdpt[1] = pdpt[2] = pdpt[3] = 0;
	for (unsigned int i = RAM / LARGE; i < 512; i++)
		pd[i] = 0;
	TRY_CR(3, (uint64_t)pml4);
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
	uint64_t n = argument("seed", 1);

	seed = n * 0x9e3779b97f4a7c15ULL + 1;
	fill(area, n & 1);
	unmap_rest();
	print("# seed %lu\n", n);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		conf_run_as(CODE64, DATA, place(area));
		/* A breakpoint or single step that was left on would stop at the next turn. */
		TRY("mov %0, %%dr7", : : "r"(0x400ULL));
		if (i % 100 == 99)
			print("# %u rounds\n", i + 1);
	}
	print("# now without handlers\n");
	__asm__ volatile("lidt %0; jmp *%1" : : "m"(nothing), "r"(place(area)));
}
