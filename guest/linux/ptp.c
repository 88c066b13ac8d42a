// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_ptp.ko: the parent's clock as /dev/ptpN, for chrony to follow. It is computed from the TSC
 * and what the parent writes into its first directory page, so that reading it is no exit.
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/ptp_clock_kernel.h>
#include <linux/timekeeping.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "clock.h"

static const struct lucid_dir *lucid_ptp_dir;
static struct ptp_clock *lucid_ptp_clock;
static u64 lucid_ptp_first;	/* our TSC at lucid_wall.first_ns */

/* The parent's clock at this value of our TSC. */
static int lucid_ptp_at(u64 tsc, s64 *ns)
{
	struct lucid_wall wall;

	if (!lucid_clock_copy(&wall, &lucid_ptp_dir->wall, sizeof(wall)))
		return -EAGAIN;
	/* The parent may have written it after the TSC was read. */
	*ns = wall.wall_ns + mul_s64_u64_shr(tsc - lucid_ptp_first - wall.ticks, wall.rate, 32);
	return 0;
}

static int lucid_ptp_gettimex(struct ptp_clock_info *info, struct timespec64 *ts,
			      struct ptp_system_timestamp *sts)
{
	u64 tsc;
	s64 ns;
	int err;

	ptp_read_system_prets(sts);
	tsc = rdtsc_ordered();
	ptp_read_system_postts(sts);
	err = lucid_ptp_at(tsc, &ns);
	if (!err)
		*ts = ns_to_timespec64(ns);
	return err;
}

static int lucid_ptp_both(ktime_t *device, struct system_counterval_t *system, void *unused)
{
	system->cycles = rdtsc_ordered();
	system->cs = &lucid_clock;
	return lucid_ptp_at(system->cycles, device);
}

/* Both clocks at one moment; possible as long as lucid is the kernel's clock source. */
static int lucid_ptp_cross(struct ptp_clock_info *info, struct system_device_crosststamp *cross)
{
	return get_device_system_crosststamp(lucid_ptp_both, NULL, NULL, cross);
}

static int lucid_ptp_settime(struct ptp_clock_info *info, const struct timespec64 *ts)
{
	return -EOPNOTSUPP;
}

static int lucid_ptp_adjtime(struct ptp_clock_info *info, s64 delta)
{
	return -EOPNOTSUPP;
}

static int lucid_ptp_adjfine(struct ptp_clock_info *info, long ppm)
{
	return -EOPNOTSUPP;
}

static struct ptp_clock_info lucid_ptp_info = {
	.owner		= THIS_MODULE,
	.name		= "lucid",
	.gettimex64	= lucid_ptp_gettimex,
	.getcrosststamp	= lucid_ptp_cross,
	.settime64	= lucid_ptp_settime,
	.adjtime	= lucid_ptp_adjtime,
	.adjfine	= lucid_ptp_adjfine,
};

static int __init lucid_ptp_start(void)
{
	struct lucid_wall wall;
	int err;

	if (!lucid_clock_copy(&wall, &lucid_ptp_dir->wall, sizeof(wall)) || !wall.seq) {
		pr_err("lucid_ptp: the parent does not tell its time\n");
		return -ENODEV;
	}
	err = lucid_clock_tsc(wall.first_ns, &lucid_ptp_first);
	if (err) {
		pr_err("lucid_ptp: the parent's time makes no sense: %llu ns at creation\n",
		       wall.first_ns);
		return err;
	}
	lucid_ptp_clock = ptp_clock_register(&lucid_ptp_info, NULL);
	return PTR_ERR_OR_ZERO(lucid_ptp_clock);
}

/* lucid.ko has seen that the parent lends this page. */
static int __init lucid_ptp_init(void)
{
	u32 lo, hi, ecx, edx;
	int err;

	if (!lucid_present())
		return -ENODEV;
	cpuid(LUCID_CPUID_DIRECTORY, &lo, &hi, &ecx, &edx);
	lucid_ptp_dir = memremap((u64)hi << 32 | lo, sizeof(*lucid_ptp_dir), MEMREMAP_WB);
	if (!lucid_ptp_dir)
		return -ENOMEM;
	err = lucid_ptp_start();
	if (err)
		memunmap((void *)lucid_ptp_dir);
	return err;
}

static void __exit lucid_ptp_exit(void)
{
	ptp_clock_unregister(lucid_ptp_clock);
	memunmap((void *)lucid_ptp_dir);
}

LUCID_MODULE_OF_PLATFORM;
module_init(lucid_ptp_init);
module_exit(lucid_ptp_exit);
MODULE_DESCRIPTION("Lucid guest: the parent's clock");
MODULE_LICENSE("GPL");
