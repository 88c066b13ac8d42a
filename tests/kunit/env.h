/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before the first line of each source of the guest's modules when they are built for
 * KUnit: gives them what this kernel (user-mode Linux) lacks of a PC, and puts the fakes of
 * tests/kunit between them and what can fail or has to be watched. The sources are the real ones.
 */
#ifndef LUCID_KUNIT_ENV_H
#define LUCID_KUNIT_ENV_H

#include <linux/clocksource.h>
#include <linux/etherdevice.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <asm/cpufeature.h>

#include "env_pc.h"
#include "fault.h"

/* Modules are loaded and unloaded by the suites, many times. */
#undef __init
#define __init
#undef __exit
#define __exit
#undef module_init
#define module_init(fn) int fake_run_##fn(void); int fake_run_##fn(void) { return fn(); }
#undef module_exit
#define module_exit(fn) void fake_run_##fn(void); void fake_run_##fn(void) { fn(); }

#undef num_online_cpus
#define num_online_cpus()		fake_online()
unsigned int fake_online(void);

#define orderly_poweroff(force)		fake_end(LUCID_SYSTEM_POWEROFF)
#define orderly_reboot()		fake_end(LUCID_SYSTEM_REBOOT)
void fake_end(u32 request);

/* What can fail: see fault.h. */
#define kzalloc				fake_kzalloc
#define kcalloc				fake_kcalloc
#define kmalloc_array			fake_kmalloc_array
#undef kvcalloc
#define kvcalloc			fake_kvcalloc
#define bitmap_zalloc			fake_bitmap_zalloc
#define get_zeroed_page			fake_get_zeroed_page
#define alloc_pages_exact		fake_alloc_pages_exact
#define alloc_etherdev_mqs		fake_alloc_etherdev_mqs
#define memremap			fake_memremap
#define memunmap			fake_memunmap
#define region_intersects		fake_region_intersects
#define bus_register			fake_bus_register
#define device_register			fake_device_register
#define irq_domain_alloc_irqs_parent	fake_irq_domain_alloc_irqs_parent
#define irq_domain_create_hierarchy	fake_irq_domain_create_hierarchy
#undef request_irq
#define request_irq			fake_request_irq
#define clocksource_register_khz	fake_clocksource_register_khz
#define ptp_clock_register		fake_ptp_clock_register
#define kmsg_dump_register		fake_kmsg_dump_register
#define hvc_alloc			fake_hvc_alloc
#define hwrng_register			fake_hwrng_register
#define hwrng_unregister		fake_hwrng_unregister
#define page_pool_create		fake_page_pool_create
#define register_netdev			fake_register_netdev
#define blk_mq_alloc_tag_set		fake_blk_mq_alloc_tag_set

#endif
