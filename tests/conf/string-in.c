// SPDX-License-Identifier: GPL-2.0-only
/*
 * INS stores what the port gives, of every size and in pieces as long as the hypervisor likes:
 * registers end as a CPU leaves them, and the bytes around are untouched [EXIT-9]. Does not prove:
 * elements across two pages, and DF = 1: both end the run.
 */
#include "tests/conf/lib/conf.h"

#define SCRATCH_REGISTER	0x3ff	/* of the serial port: keeps a byte */
#define PATTERN		0x5a
#define CANARY		0xc3
#define ROOM		0x3000

struct end {
	uint64_t rdi, rcx;
};

static struct end ins(uint64_t to, uint64_t n, unsigned int size, uint16_t port)
{
	switch (size) {
	case 1:
		__asm__ volatile("rep insb" : "+D"(to), "+c"(n) : "d"(port) : "memory");
		break;
	case 2:
		__asm__ volatile("rep insw" : "+D"(to), "+c"(n) : "d"(port) : "memory");
		break;
	default:
		__asm__ volatile("rep insl" : "+D"(to), "+c"(n) : "d"(port) : "memory");
		break;
	}
	return (struct end){ to, n };
}

static unsigned int wrong(uint64_t from, uint64_t to, uint8_t want)
{
	unsigned int n = 0;

	for (uint64_t at = from; at < to; at++)
		n += *(volatile uint8_t *)at != want;
	return n;
}

/* Ports that nobody has read as ones, at any size. */
static void piece(uint64_t at, uint64_t n, unsigned int size)
{
	uint64_t end = at + n * size;
	struct end e;

	for (uint64_t b = SCRATCH; b < SCRATCH + ROOM; b++)
		*(volatile uint8_t *)b = CANARY;
	e = ins(at, n, size, 0x80);
	same(e.rdi, end, "[EXIT-9] %u of %u bytes: RDI", (unsigned int)n, size);
	same(e.rcx, 0, "[EXIT-9] %u of %u bytes: RCX", (unsigned int)n, size);
	same(wrong(at, end, 0xff), 0, "[EXIT-9] %u of %u bytes: stored", (unsigned int)n, size);
	same(wrong(SCRATCH, at, CANARY) + wrong(end, SCRATCH + ROOM, CANARY), 0,
	     "[EXIT-9] %u of %u bytes: nothing else is", (unsigned int)n, size);
}

static void without_rep(void)
{
	uint64_t to = SCRATCH, n = 77;

	out(SCRATCH_REGISTER, 1, PATTERN);
	*(volatile uint8_t *)(SCRATCH + 1) = CANARY;
	__asm__ volatile("insb" : "+D"(to), "+c"(n) : "d"((uint16_t)SCRATCH_REGISTER) : "memory");
	same(*(volatile uint8_t *)SCRATCH, PATTERN, "[EXIT-9] INS without REP: the port's byte");
	same(*(volatile uint8_t *)(SCRATCH + 1), CANARY, "[EXIT-9] INS without REP: only one");
	same(to, SCRATCH + 1, "[EXIT-9] INS without REP: RDI");
	same(n, 77, "[EXIT-9] INS without REP: RCX");
}

void guest_main(void)
{
	static const unsigned int counts[] = { 1, 63, 64, 65, 1000 };

	for (unsigned int size = 1; size <= 4; size *= 2)
		for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++)
			piece(SCRATCH + 0x1000 - 8, counts[i], size);
	piece(SCRATCH + 0x1000 - 3, 7, 1);
	without_rep();
}
