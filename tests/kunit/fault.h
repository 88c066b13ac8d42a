/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of the kernel that can fail, each with a twin that fails when a suite says so: the
 * n-th call from now. Some twins remember their argument besides, see fault.c. For env.h.
 */
#ifndef LUCID_KUNIT_FAULT_H
#define LUCID_KUNIT_FAULT_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/irqdomain.h>
#include <linux/types.h>

struct blk_mq_tag_set;
struct bus_type;
struct clocksource;
struct hv_ops;
struct hvc_struct;
struct hwrng;
struct kmsg_dumper;
struct net_device;
struct page_pool;
struct page_pool_params;
struct ptp_clock;
struct ptp_clock_info;

void *fake_kzalloc(size_t bytes, gfp_t flags);
void *fake_kcalloc(size_t n, size_t bytes, gfp_t flags);
void *fake_kmalloc_array(size_t n, size_t bytes, gfp_t flags);
void *fake_kvcalloc(size_t n, size_t bytes, gfp_t flags);
unsigned long *fake_bitmap_zalloc(unsigned int bits, gfp_t flags);
unsigned long fake_get_zeroed_page(gfp_t flags);
void *fake_alloc_pages_exact(size_t bytes, gfp_t flags);
struct net_device *fake_alloc_etherdev_mqs(int bytes, unsigned int tx, unsigned int rx);
void *fake_memremap(resource_size_t at, size_t bytes, unsigned long flags);
void fake_memunmap(void *va);
int fake_region_intersects(resource_size_t at, size_t bytes, unsigned long flags,
			   unsigned long desc);
int fake_bus_register(struct bus_type *bus);
int fake_device_register(struct device *dev);
int fake_irq_domain_alloc_irqs_parent(struct irq_domain *domain, unsigned int irq, unsigned int n,
				      void *arg);
struct irq_domain *fake_irq_domain_create_hierarchy(struct irq_domain *parent, unsigned int flags,
						    unsigned int size, struct fwnode_handle *node,
						    const struct irq_domain_ops *ops, void *data);
int fake_request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		     const char *name, void *data);
int fake_clocksource_register_khz(struct clocksource *cs, u32 khz);
struct ptp_clock *fake_ptp_clock_register(struct ptp_clock_info *info, struct device *parent);
int fake_kmsg_dump_register(struct kmsg_dumper *dumper);
struct hvc_struct *fake_hvc_alloc(u32 vtermno, int data, const struct hv_ops *ops, int bytes);
int fake_hwrng_register(struct hwrng *rng);
void fake_hwrng_unregister(struct hwrng *rng);
struct page_pool *fake_page_pool_create(const struct page_pool_params *params);
int fake_register_netdev(struct net_device *netdev);
int fake_blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);

#endif
