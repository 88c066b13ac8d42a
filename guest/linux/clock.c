// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_clock.ko: the TSC as a clocksource whose rate the hypervisor vouches for, so that user
 * space reads the time without an exit. The clock page tells the rate; it stays enabled while
 * the module is loaded, because the hypervisor reports disruptions in it.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <asm/msr.h>

#include "clock.h"
#include "spec/gen/lucid_names.h"

static struct lucid_clock_page *lucid_clock_page;

static u64 lucid_clock_read(struct clocksource *cs)
{
	return rdtsc_ordered();
}

/* Without an owner: an owner that is in use as the clock could never be unloaded. */
struct clocksource lucid_clock = {
	.name		= "lucid",
	.rating		= 450,
	.read		= lucid_clock_read,
	.mask		= CLOCKSOURCE_MASK(64),
	.flags		= CLOCK_SOURCE_IS_CONTINUOUS | CLOCK_SOURCE_VALID_FOR_HRES,
	.vdso_clock_mode = VDSO_CLOCKMODE_TSC,
};
EXPORT_SYMBOL_GPL(lucid_clock);

int lucid_clock_tsc(u64 ns, u64 *tsc)
{
	struct lucid_clock_page page;
	u64 ago;

	if (!lucid_clock_copy(&page, lucid_clock_page, sizeof(page)))
		return -EAGAIN;
	ago = page.wall_ns - ns;
	/* Two years: as many ticks surely fit into 64 bits. */
	if (ago >> 56)
		return -ERANGE;
	*tsc = page.tsc_base - mul_u64_u64_div_u64(ago, 1ULL << page.shift, page.mul);
	return 0;
}
EXPORT_SYMBOL_GPL(lucid_clock_tsc);

static int __init lucid_clock_start(void)
{
	s64 status = lucid_hc_clock_enable(virt_to_phys(lucid_clock_page));
	struct lucid_clock_page page;
	int err;

	if (status) {
		pr_err("lucid_clock: no clock page: %s\n", lucid_status_name(status));
		return lucid_errno(status);
	}
	if (!lucid_clock_copy(&page, lucid_clock_page, sizeof(page)) || !page.tsc_khz) {
		pr_err("lucid_clock: the clock page has no TSC frequency\n");
		err = -EPROTO;
	} else {
		err = clocksource_register_khz(&lucid_clock, page.tsc_khz);
	}
	if (err)
		lucid_hc_clock_disable();
	else
		pr_info("lucid_clock: TSC at %u kHz\n", page.tsc_khz);
	return err;
}

static int __init lucid_clock_init(void)
{
	int err;

	if (!lucid_present())
		return -ENODEV;
	lucid_clock_page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!lucid_clock_page)
		return -ENOMEM;
	err = lucid_clock_start();
	if (err)
		free_page((unsigned long)lucid_clock_page);
	return err;
}

static void __exit lucid_clock_exit(void)
{
	s64 status;
	int err = clocksource_unregister(&lucid_clock);

	if (err)
		pr_err("lucid_clock: the kernel still uses the clock: error %d\n", err);
	status = lucid_hc_clock_disable();
	if (status)
		pr_err("lucid_clock: the clock page stays in use: %s\n",
		       lucid_status_name(status));
	else
		free_page((unsigned long)lucid_clock_page);
}

LUCID_MODULE_OF_PLATFORM;
module_init(lucid_clock_init);
module_exit(lucid_clock_exit);
MODULE_DESCRIPTION("Lucid guest: clock");
MODULE_LICENSE("GPL");
