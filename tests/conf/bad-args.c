// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the generated table of bad arguments, as far as a child can make these calls and the world
 * is as it is at first: status, and RDX and R8, are the specification's [ABI-4] [ABI-6] [ABI-9]
 * [ABI-10] [ABI-11], all other registers stay [ABI-5]. Does not prove: that nothing has changed
 * (tests/unit/core-bad-args does).
 */
#include "spec/gen/bad_args.h"
#include "tests/conf/lib/conf.h"

#define PAGE		LUCID_PAGE_SIZE
#define AREA_PAGES	4		/* two private ones, two shared ones */

static uint64_t base[LUCID_BASE_COUNT];
static unsigned int areas;

/* Pages that no case before has changed. */
static void fresh_area(void)
{
	uint64_t at = SCRATCH + areas++ * AREA_PAGES * PAGE;

	lucid_hc_mem_share(at + 2 * PAGE, 2, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
	base[LUCID_BASE_GPA] = at;
	base[LUCID_BASE_SHARED_GPA] = at + 2 * PAGE;
}

/* The last page is shared, so that only what is behind it can be wrong. */
static void prepare(void)
{
	uint64_t end = argument("mem", 32) << 20;

	lucid_hc_mem_share(end - PAGE, 1, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
	base[LUCID_BASE_GPA_END] = end;
	base[LUCID_BASE_FREE_GPA] = UNBACKED;
	fresh_area();
}

static bool left_out(const struct lucid_bad *b)
{
	bool seen = b->call == LUCID_HC_SYSTEM_STOP || b->call == LUCID_HC_CONSOLE_WRITE;

	if (seen && b->status == LUCID_OK)
		return true;
	return !(b->callers & 2) || b->scene != LUCID_SCENE_PLAIN;
}

/* As lucid_hcall(), with something in every other register and most flags, which has to stay. */
static int64_t careful_call(const struct lucid_bad *b, const uint64_t arg[6], uint64_t res[2])
{
	struct conf_regs before = {
		CONF_MAGIC | b->call, 1, arg[2], 3, 4, arg[1], arg[0], arg[4], arg[5], arg[3],
		UINT64_MAX, 12, BIT(63), 14, 15, 2 | 0xcd5,
	};
	struct conf_regs after = before;

	conf_vmcall(&after);
	if (!conf_kept(&before, &after))
		ok(false, "[ABI-5] registers stay: %s", b->what);
	res[0] = after.rdx;
	res[1] = after.r8;
	return (int64_t)after.rax;
}

static void one(const struct lucid_bad *b)
{
	uint64_t arg[6], res[2];
	int64_t status;

	for (unsigned int i = 0; i < 6; i++)
		arg[i] = base[b->arg[i].base] + b->arg[i].add;
	status = careful_call(b, arg, res);
	if (status == LUCID_OK)
		fresh_area();
	if (status != b->status)
		print("# status %ld, not %ld\n", status, (int64_t)b->status);
	else if (status == LUCID_E_INVAL && (res[0] != b->rdx || res[1]))
		print("# RDX %lx, R8 %lx\n", res[0], res[1]);
	else if (status < LUCID_E_INVAL && (res[0] || res[1]))
		print("# RDX %lx, R8 %lx\n", res[0], res[1]);
	else
		return;
	ok(false, "%s", b->what);
}

void guest_main(void)
{
	unsigned int done = 0;

	prepare();
	for (unsigned int i = 0; i < ARRAY_SIZE(lucid_bad); i++) {
		if (left_out(&lucid_bad[i]))
			continue;
		one(&lucid_bad[i]);
		done++;
	}
	lucid_hc_clock_disable();
	ok(done > 100, "[ABI-9] %u bad arguments", done);
}
