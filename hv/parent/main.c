// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_parent.ko: looks whether this Linux is Lucid's parent, and starts the rest of the
 * module if so. insmod calls it.
 */
#include "hv/parent/parent.h"

static int discover(void)
{
	u32 last = 0, sig[3], version, id, vp, features;

	if (boot_cpu_has(X86_FEATURE_HYPERVISOR))
		cpuid(LUCID_CPUID_SIGNATURE, &last, &sig[0], &sig[1], &sig[2]);
	if (last < LUCID_CPUID_TIME || memcmp(sig, "LucidHvLucid", sizeof(sig))) {
		pr_err("this machine does not run under Lucid\n");
		return -ENODEV;
	}
	cpuid(LUCID_CPUID_VERSION, &version, &id, &vp, &features);
	if (version != LUCID_ABI_VERSION || id || !(features & LUCID_FEATURE_PARENT)) {
		pr_err("needs the parent and ABI version %u, this is partition %u, version %u\n",
		       LUCID_ABI_VERSION, id, version);
		return -ENODEV;
	}
	lucid_tsc_khz = cpuid_eax(LUCID_CPUID_TIME) ?: tsc_khz;
	return 0;
}

static int __init lucid_parent_init(void)
{
	int ret;

	ret = discover();
	if (ret)
		return ret;
	ret = lucid_system_init();
	if (ret)
		return ret;
	ret = misc_register(&lucid_device);
	if (ret)
		lucid_system_exit();
	else
		pr_info("ABI version %u, TSC %u kHz\n", LUCID_ABI_VERSION, lucid_tsc_khz);
	return ret;
}

static void __exit lucid_parent_exit(void)
{
	misc_deregister(&lucid_device);
	lucid_system_exit();
}

module_init(lucid_parent_init);
module_exit(lucid_parent_exit);

MODULE_DESCRIPTION("Runs Lucid partitions from their parent: /dev/lucid");
MODULE_LICENSE("GPL");
