// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid.ko itself: finds out by CPUID whether this is a Lucid guest and starts the parts. Port
 * 0, which says that the directory changed or that pages came back, is served here.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>
#include <asm/processor.h>

#include "guest.h"

struct lucid_guest lucid_guest;

static unsigned int lucid_patience_s = 30;
module_param_named(patience, lucid_patience_s, uint, 0644);
MODULE_PARM_DESC(patience, "Seconds that the parent may take to answer");

unsigned long lucid_patience(void)
{
	return clamp(READ_ONCE(lucid_patience_s), 1U, 3600U) * HZ;
}
EXPORT_SYMBOL_GPL(lucid_patience);

static int lucid_irq = -1;

static void lucid_scan_work(struct work_struct *work)
{
	lucid_bus_scan();
}

static DECLARE_WORK(lucid_scan, lucid_scan_work);

/*
 * Waiters look for themselves, and links are looked after here: whoever holds a device, and so
 * the scan, may be waiting for just that.
 */
static irqreturn_t lucid_system_irq(int irq, void *data)
{
	lucid_link_check();
	wake_up_all(&lucid_dir_wait);
	queue_work(system_long_wq, &lucid_scan);
	return IRQ_HANDLED;
}

/* Whoever can call this is in a Lucid guest, or this module would not be there. */
bool lucid_present(void)
{
	return lucid_guest.dir_parent;
}
EXPORT_SYMBOL_GPL(lucid_present);

bool lucid_is_open(void)
{
	return lucid_guest.features & LUCID_FEATURE_OPEN;
}
EXPORT_SYMBOL_GPL(lucid_is_open);

/* Whether the Lucid leaves are there, up to the one about the directory. */
static bool __init lucid_signature(void)
{
	u32 eax, sign[3];

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return false;
	cpuid(LUCID_CPUID_SIGNATURE, &eax, &sign[0], &sign[1], &sign[2]);
	return !memcmp(sign, "LucidHvLucid", 12) && eax >= LUCID_CPUID_DIRECTORY;
}

static int __init lucid_discover(struct lucid_guest *guest)
{
	u32 version, lo, hi, vp;

	if (!lucid_signature()) {
		pr_err("lucid: this is not a Lucid guest: CPUID has no 'LucidHvLucid'\n");
		return -ENODEV;
	}
	cpuid(LUCID_CPUID_VERSION, &version, &guest->part, &vp, &guest->features);
	if (guest->features & LUCID_FEATURE_PARENT) {
		pr_err("lucid: this is the parent, not a guest: use lucid_parent.ko\n");
		return -ENODEV;
	}
	if (version != LUCID_ABI_VERSION) {
		pr_err("lucid: the hypervisor has ABI version %u, this module has %u\n", version,
		       LUCID_ABI_VERSION);
		return -ENODEV;
	}
	cpuid(LUCID_CPUID_DIRECTORY, &lo, &hi, &guest->dir_parent, &guest->dir_child);
	guest->dir_gpa = (u64)hi << 32 | lo;
	if (!guest->dir_parent || !guest->dir_child) {
		pr_err("lucid: no directory of devices: %u parent pages, %u child pages\n",
		       guest->dir_parent, guest->dir_child);
		return -ENODEV;
	}
	return 0;
}

static int __init lucid_start_events(void)
{
	int err;

	lucid_irq = lucid_irq_map(LUCID_PORT_SYSTEM, NULL);
	if (lucid_irq < 0)
		return lucid_irq;
	err = request_irq(lucid_irq, lucid_system_irq, 0, "lucid-system", &lucid_guest);
	if (err)
		lucid_irq_unmap(lucid_irq);
	return err;
}

static void lucid_stop_events(void)
{
	free_irq(lucid_irq, &lucid_guest);
	cancel_work_sync(&lucid_scan);
	lucid_irq_unmap(lucid_irq);
}

static int __init lucid_init(void)
{
	int err = lucid_discover(&lucid_guest);

	if (err)
		return err;
	err = lucid_irq_init();
	if (err)
		return err;
	err = lucid_dir_init();
	if (err)
		goto no_dir;
	err = lucid_answer_init();
	if (err)
		goto no_answer;
	err = lucid_bus_init();
	if (err)
		goto no_bus;
	err = lucid_start_events();
	if (err)
		goto no_events;
	pr_info("lucid: partition %u, %s memory, directory at %#llx with room for %u devices\n",
		lucid_guest.part, lucid_is_open() ? "open" : "private", lucid_guest.dir_gpa,
		lucid_dir_slots());
	queue_work(system_long_wq, &lucid_scan);
	flush_work(&lucid_scan);
	return 0;

no_events:
	lucid_bus_exit();
no_bus:
	lucid_answer_exit();
no_answer:
	lucid_dir_exit();
no_dir:
	lucid_irq_exit();
	pr_err("lucid: cannot start: error %d\n", err);
	return err;
}

static void __exit lucid_exit(void)
{
	lucid_stop_events();
	lucid_bus_exit();
	lucid_answer_exit();
	lucid_dir_exit();
	lucid_irq_exit();
}

LUCID_MODULE_OF_PLATFORM;
module_init(lucid_init);
module_exit(lucid_exit);
MODULE_DESCRIPTION("Lucid guest: hypercalls, ports, directory of devices");
MODULE_LICENSE("GPL");
