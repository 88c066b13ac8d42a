// SPDX-License-Identifier: GPL-2.0-only
/*
 * poke.ko: a parent's kernel that goes for a child's memory past lucid_parent.ko. Write a
 * physical address to the parameter "read" or "write": the access is made through the kernel's
 * own mapping of all memory, and a fault is EFAULT. For tests/linux/writer.sh.
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/asm.h>

static bool poke_read(u64 *p)
{
	asm goto("1: movq (%0), %%rax\n" _ASM_EXTABLE(1b, %l1)
		 : : "r" (p) : "rax", "memory" : fault);
	return true;
fault:
	return false;
}

/* Adds nothing, so that a write that goes through does no harm. */
static bool poke_write(u64 *p)
{
	asm goto("1: lock addq $0, (%0)\n" _ASM_EXTABLE(1b, %l1)
		 : : "r" (p) : "cc", "memory" : fault);
	return true;
fault:
	return false;
}

static int poke(const char *text, const struct kernel_param *kp)
{
	bool (*go)(u64 *p) = kp->arg;
	u64 address;
	int err = kstrtou64(text, 0, &address);

	if (err)
		return err;
	if (address % sizeof(u64) || !pfn_valid(PHYS_PFN(address)))
		return -EINVAL;
	return go(phys_to_virt(address)) ? 0 : -EFAULT;
}

static const struct kernel_param_ops poke_ops = { .set = poke };

module_param_cb(read, &poke_ops, poke_read, 0200);
module_param_cb(write, &poke_ops, poke_write, 0200);
MODULE_DESCRIPTION("Accesses to physical memory, for tests");
MODULE_LICENSE("GPL");
