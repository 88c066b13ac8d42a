// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_parent.ko: looks whether this Linux is Lucid's parent, and starts the rest of the
 * module if so. And what the whole machine does and children cannot survive: sleep and
 * hibernation are refused, a CPU cannot go offline (its TLB could not be asked for any more),
 * and before a reboot or kexec every partition is ended, so that its memory is the parent's
 * again. insmod and the kernel's notifier chains call it.
 */
#include "hv/parent/parent.h"

static int hotplug_state;

static int pm_notify(struct notifier_block *nb, unsigned long event, void *unused)
{
	if (event != PM_HIBERNATION_PREPARE && event != PM_SUSPEND_PREPARE &&
	    event != PM_RESTORE_PREPARE)
		return NOTIFY_DONE;
	pr_warn("sleep and hibernation are not possible under Lucid\n");
	return notifier_from_errno(-EBUSY);
}

static int reboot_notify(struct notifier_block *nb, unsigned long event, void *unused)
{
	lucid_part_end_all();
	return NOTIFY_DONE;
}

static int cpu_goes(unsigned int cpu)
{
	pr_warn("CPU %u has to stay online under Lucid\n", cpu);
	return -EBUSY;
}

static struct notifier_block pm_block = { .notifier_call = pm_notify };
static struct notifier_block reboot_block = { .notifier_call = reboot_notify };

static int system_init(void)
{
	hotplug_state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "lucid", NULL, cpu_goes);
	if (hotplug_state < 0)
		return hotplug_state;
	/* These two fail only for a block that is registered already. */
	register_pm_notifier(&pm_block);
	register_reboot_notifier(&reboot_block);
	return 0;
}

static void system_exit(void)
{
	unregister_reboot_notifier(&reboot_block);
	unregister_pm_notifier(&pm_block);
	cpuhp_remove_state_nocalls(hotplug_state);
}

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
	int ret = discover() ?: system_init();

	if (ret)
		return ret;
	ret = misc_register(&lucid_device);
	if (ret)
		system_exit();
	else
		pr_info("ABI version %u, TSC %u kHz\n", LUCID_ABI_VERSION, lucid_tsc_khz);
	return ret;
}

static void __exit lucid_parent_exit(void)
{
	misc_deregister(&lucid_device);
	system_exit();
}

module_init(lucid_parent_init);
module_exit(lucid_parent_exit);

MODULE_DESCRIPTION("Runs Lucid partitions from their parent: /dev/lucid");
MODULE_LICENSE("GPL");
