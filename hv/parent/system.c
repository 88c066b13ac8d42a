// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the whole machine does and children cannot survive: sleep and hibernation are refused,
 * a CPU cannot go offline (its TLB could not be asked for any more), and before a reboot or
 * kexec every partition is ended, so that its memory is the parent's again. The kernel's
 * notifier chains call it.
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

int lucid_system_init(void)
{
	hotplug_state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "lucid", NULL, cpu_goes);
	if (hotplug_state < 0)
		return hotplug_state;
	/* These two fail only for a block that is registered already. */
	register_pm_notifier(&pm_block);
	register_reboot_notifier(&reboot_block);
	return 0;
}

void lucid_system_exit(void)
{
	unregister_reboot_notifier(&reboot_block);
	unregister_pm_notifier(&pm_block);
	cpuhp_remove_state_nocalls(hotplug_state);
}
