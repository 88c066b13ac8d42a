// SPDX-License-Identifier: GPL-2.0-only
/*
 * shared.ko: counts the pages of a guest that its parent has rights on, or may still have. For
 * tests of what firmware leaves behind: load it before lucid.ko and read the parameter "pages".
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/processor.h>

#include "spec/gen/lucid_hcall.h"

static unsigned long shared_pages, private_pages;

static void shared_look(u64 gpa)
{
	u64 state;

	if (lucid_hc_mem_state(gpa, &state))
		return;
	state &= 0xff;
	if (state == LUCID_PAGE_CHILD || state == LUCID_PAGE_HV)
		private_pages++;
	else if (state == LUCID_PAGE_SHARED || state == LUCID_PAGE_REVOKING)
		shared_pages++;
}

/* All memory that Linux knows, and our half of the directory. */
static int __init shared_init(void)
{
	u32 lo, hi, parent, child, i;
	u64 gpa, end = 0;
	int node;

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return -ENODEV;
	cpuid(LUCID_CPUID_DIRECTORY, &lo, &hi, &parent, &child);
	for_each_online_node(node)
		end = max_t(u64, end, (u64)pgdat_end_pfn(NODE_DATA(node)) << PAGE_SHIFT);
	for (gpa = 0; gpa < end; gpa += PAGE_SIZE)
		shared_look(gpa);
	gpa = ((u64)hi << 32 | lo) + (u64)parent * PAGE_SIZE;
	for (i = 0; i < child; i++)
		shared_look(gpa + (u64)i * PAGE_SIZE);
	return 0;
}

static void __exit shared_exit(void)
{
}

module_init(shared_init);
module_exit(shared_exit);
module_param_named(pages, shared_pages, ulong, 0444);
module_param_named(private, private_pages, ulong, 0444);
MODULE_DESCRIPTION("Counts shared pages, for tests");
MODULE_LICENSE("GPL");
