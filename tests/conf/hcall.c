// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calling convention, from a child: [ABI-1] [ABI-2] [ABI-3] [ABI-4] [ABI-5] [ABI-6]
 * [HC-HV-PING-1] (the child's half). Does not prove: the same for the parent; reserved arguments
 * of calls that have six.
 */
#include "tests/conf/lib/conf.h"

static const struct conf_regs pattern = {
	0, 0x1111111111111111, 0x2222222222222222, 0x3333333333333333, 0x4444444444444444,
	0x5555555555555555, 0x6666666666666666, 0x7777777777777777, 0x8888888888888888,
	0x9999999999999999, 0xaaaaaaaaaaaaaaaa, 0xbbbbbbbbbbbbbbbb, 0xcccccccccccccccc,
	0xdddddddddddddddd, 0xeeeeeeeeeeeeeeee, 0x2 | 0xcd5,
};

static void foreign(uint64_t rax)
{
	struct conf_regs before = pattern, after;

	before.rax = rax;
	after = before;
	conf_vmcall(&after);
	same(after.rax, (uint64_t)LUCID_E_FOREIGN, "[ABI-1] RAX %lx is foreign", rax);
	ok(conf_kept(&before, &after) && after.rdx == before.rdx && after.r8 == before.r8,
	   "[ABI-1] and all other registers stay");
}

static void status(uint64_t number, int64_t want, const char *name)
{
	struct conf_regs before = { .rax = CONF_MAGIC | number, .rcx = 1, .rbx = 3, .rbp = 4,
				    .r11 = 11, .r12 = 12, .r13 = 13, .r14 = 14, .r15 = 15,
				    .rflags = 2 };
	struct conf_regs after = before;

	conf_vmcall(&after);
	same(after.rax, (uint64_t)want, "%s: call %lx", name, number);
	ok(conf_kept(&before, &after), "[ABI-5] registers stay over call %lx", number);
}

/* HV_PING has no arguments: each of the six is reserved. */
static void reserved(void)
{
	for (unsigned int i = 0; i < 6; i++) {
		uint64_t arg[6] = { 0 }, res[2];

		arg[i] = BIT(63);
		same((uint64_t)call(LUCID_HC_HV_PING, arg, res), (uint64_t)LUCID_E_INVAL,
		     "[ABI-6] HV_PING with argument %u", i + 1);
		same(res[0], i + 1, "[ABI-6] and RDX names it");
	}
}

static void privilege(void)
{
	static const uint8_t vmcall[] = { 0x0f, 0x01, 0xc1, 0x0f, 0x0b };

	allow_user();
	same((uint64_t)conf_run_as(USER64, USER_DATA, vmcall), UD, "[ABI-2] VMCALL at CPL 3");
	same(conf_error, 0, "[ABI-2] #UD has no error code");
	same((uint64_t)conf_run_as(CODE32, DATA, vmcall), UD,
	     "[ABI-2] VMCALL in compatibility mode");
}

void guest_main(void)
{
	static const uint16_t parents[] = {
		LUCID_HC_HV_LOG, LUCID_HC_PARTITION_CREATE, LUCID_HC_PARTITION_DESTROY,
		LUCID_HC_PARTITION_INFO, LUCID_HC_MEM_DONATE, LUCID_HC_MEM_SETTLE,
		LUCID_HC_MEM_LEND, LUCID_HC_MEM_POOL, LUCID_HC_MEM_RECLAIM, LUCID_HC_MEM_RELEASE,
		LUCID_HC_MEM_QUERY, LUCID_HC_VP_CREATE, LUCID_HC_VP_SET, LUCID_HC_VP_GET,
		LUCID_HC_VP_RUN, LUCID_HC_EVENT_INJECT,
	};
	static const uint16_t undefined[] = { 0x02, 0x1f, 0x27, 0x3f, 0x5f, 0x60, 0x100, 0xffff };

	foreign(9);
	foreign(CONF_MAGIC - 1);
	foreign(CONF_MAGIC + BIT(16));
	foreign(UINT64_MAX);
	status(LUCID_HC_HV_PING, LUCID_OK, "[HC-HV-PING-1]");
	for (unsigned int i = 0; i < ARRAY_SIZE(undefined); i++)
		status(undefined[i], LUCID_E_NOCALL, "[ABI-3]");
	for (unsigned int i = 0; i < ARRAY_SIZE(parents); i++)
		status(parents[i], LUCID_E_PERM, "[ABI-4]");
	reserved();
	privilege();
}
