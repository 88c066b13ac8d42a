// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every hypercall number from 0 to 0xffff with random registers, then the calls that a child has
 * with arguments from a list of edges: whatever the status, it is one of the ABI's, the registers
 * stay [ABI-5] and the guest goes on. Leaves out SYSTEM_STOP with good arguments. Does not
 * prove: that a status is the right one.
 */
#include "tests/conf/lib/conf.h"

#define MAGIC	(LUCID_HC_MAGIC << 16)
#define ROUNDS	4000

static uint64_t seed = 0x48434c;
static unsigned int changed, strange;

static bool kept(const struct conf_regs *a, const struct conf_regs *b)
{
	const uint64_t *x = &a->rax, *y = &b->rax;

	for (unsigned int i = 0; i < sizeof(*a) / sizeof(*x); i++)
		if (x[i] != y[i] && i != 0 && i != 2 && i != 7)	/* RAX, RDX, R8 */
			return false;
	return true;
}

static void one(struct conf_regs *r)
{
	struct conf_regs before = *r;
	int64_t status;

	conf_vmcall(r);
	status = (int64_t)r->rax;
	if (!kept(&before, r)) {
		print("# call %lx changed registers\n", before.rax & 0xffff);
		changed++;
	}
	if (status > 0 || status < LUCID_E_LIMIT) {
		print("# call %lx returned %ld\n", before.rax & 0xffff, status);
		strange++;
	}
}

static void every_number(void)
{
	for (uint64_t number = 0; number < 0x10000; number++) {
		struct conf_regs r;

		for (uint64_t *at = &r.rax; at <= &r.r15; at++)
			*at = rnd(&seed);
		r.rax = MAGIC | number;
		r.rflags = 2 | (rnd(&seed) & 0xcd5);
		one(&r);
	}
}

/* Addresses in SCRATCH only: the clock page would overwrite what is there. */
static uint64_t edge(void)
{
	static const uint64_t list[] = {
		0, 1, 2, 3, 4, 7, 31, 32, 33, 255, 256, 511, 512, 513, 0xfff, SCRATCH,
		SCRATCH + 0x1000, SCRATCH + 0x123, 0xfee00000, LUCID_GPA_LIMIT - 0x1000,
		LUCID_GPA_LIMIT, UNBACKED, UINT64_MAX, UINT64_MAX & ~0xfffULL, BIT(63),
	};

	return list[(rnd(&seed) >> 32) % ARRAY_SIZE(list)];
}

static void edges(void)
{
	static const uint16_t calls[] = {
		LUCID_HC_HV_PING, LUCID_HC_MEM_SHARE, LUCID_HC_MEM_UNSHARE, LUCID_HC_MEM_STATE,
		LUCID_HC_EVENT_BIND, LUCID_HC_EVENT_RAISE, LUCID_HC_CLOCK_ENABLE,
		LUCID_HC_CLOCK_DISABLE, LUCID_HC_SYSTEM_STOP,
	};

	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct conf_regs r = { .rax = MAGIC | calls[i % ARRAY_SIZE(calls)], .rdi = edge(),
				       .rflags = 2 };

		r.rsi = i & 1 ? edge() : 0;
		r.rdx = i & 2 ? edge() : 0;
		r.r9 = i % 64 ? 0 : edge();
		if ((uint16_t)r.rax == LUCID_HC_SYSTEM_STOP)
			r.rdi = edge() & ~3ULL;
		one(&r);
	}
}

void guest_main(void)
{
	every_number();
	same(changed, 0, "[ABI-5] every number keeps the registers");
	same(strange, 0, "every number returns a status of the ABI");
	edges();
	same(changed, 0, "[ABI-5] arguments at the edges keep the registers");
	same(strange, 0, "arguments at the edges return a status of the ABI");
}
