// SPDX-License-Identifier: GPL-2.0-only
/*
 * The twins of fault.h: each asks fake_fails() first and then does the real thing. What a suite
 * needs to get at a device from outside is remembered in fake_seen.
 */
#include <linux/blk-mq.h>
#include <linux/clocksource.h>
#include <linux/etherdevice.h>
#include <linux/hw_random.h>
#include <linux/kmsg_dump.h>
#include <linux/ptp_clock_kernel.h>
#include <linux/slab.h>
#include <net/page_pool.h>

#include "fake.h"
#include "fault.h"
#include "guest/linux/hvc.h"

struct fake_seen fake_seen;

static u32 fake_countdown;

void fake_fail_nth(u32 n)
{
	fake_countdown = n;
}

bool fake_fail_waits(void)
{
	return fake_countdown;
}

bool fake_fails(void)
{
	return fake_countdown && !--fake_countdown;
}

#define TWIN(type, name, failure, params, args)			\
type fake_##name params						\
{								\
	return fake_fails() ? (failure) : name args;		\
}

#define TWIN_SEEN(type, name, failure, params, args, what)	\
type fake_##name params						\
{								\
	fake_seen.what;						\
	return fake_fails() ? (failure) : name args;		\
}

TWIN(void *, kzalloc, NULL, (size_t bytes, gfp_t flags), (bytes, flags))
TWIN(void *, kcalloc, NULL, (size_t n, size_t bytes, gfp_t flags), (n, bytes, flags))
TWIN(void *, kmalloc_array, NULL, (size_t n, size_t bytes, gfp_t flags), (n, bytes, flags))
TWIN(void *, kvcalloc, NULL, (size_t n, size_t bytes, gfp_t flags), (n, bytes, flags))
TWIN(unsigned long *, bitmap_zalloc, NULL, (unsigned int bits, gfp_t flags), (bits, flags))
TWIN(unsigned long, get_zeroed_page, 0, (gfp_t flags), (flags))
TWIN(void *, alloc_pages_exact, NULL, (size_t bytes, gfp_t flags), (bytes, flags))
TWIN(struct net_device *, alloc_etherdev_mqs, NULL,
     (int bytes, unsigned int tx, unsigned int rx), (bytes, tx, rx))
TWIN(int, bus_register, -ENOMEM, (struct bus_type *bus), (bus))
TWIN(int, irq_domain_alloc_irqs_parent, -ENOSPC,
     (struct irq_domain *domain, unsigned int irq, unsigned int n, void *arg),
     (domain, irq, n, arg))
TWIN(struct irq_domain *, irq_domain_create_hierarchy, NULL,
     (struct irq_domain *parent, unsigned int flags, unsigned int size,
      struct fwnode_handle *node, const struct irq_domain_ops *ops, void *data),
     (parent, flags, size, node, ops, data))
TWIN(int, request_irq, -EBUSY,
     (unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name, void *data),
     (irq, handler, flags, name, data))
TWIN(int, clocksource_register_khz, -EBUSY, (struct clocksource *cs, u32 khz), (cs, khz))
TWIN(struct page_pool *, page_pool_create, ERR_PTR(-ENOMEM),
     (const struct page_pool_params *params), (params))
TWIN(int, blk_mq_alloc_tag_set, -ENOMEM, (struct blk_mq_tag_set *set), (set))
TWIN_SEEN(int, register_netdev, -ENOMEM, (struct net_device *card), (card), netdev = card)
TWIN_SEEN(struct ptp_clock *, ptp_clock_register, ERR_PTR(-ENOMEM),
	  (struct ptp_clock_info *info, struct device *parent), (info, parent), ptp = info)
TWIN_SEEN(int, kmsg_dump_register, -EBUSY, (struct kmsg_dumper *dumper), (dumper),
	  dumper = dumper)

struct hvc_struct *fake_hvc_alloc(u32 vtermno, int data, const struct hv_ops *ops, int bytes)
{
	if (fake_fails())
		return ERR_PTR(-ENOMEM);
	fake_seen.hvc_ops = ops;
	fake_seen.hvc = hvc_alloc(vtermno, data, ops, bytes);
	return fake_seen.hvc;
}

/* Without the real one, whose thread would read beside the suite. */
int fake_hwrng_register(struct hwrng *rng)
{
	if (fake_fails())
		return -EEXIST;
	fake_seen.rng = rng;
	return 0;
}

void fake_hwrng_unregister(struct hwrng *rng)
{
	WARN_ON(fake_seen.rng != rng);
	fake_seen.rng = NULL;
}

/* As the real one: who fails here has to put the device all the same. */
int fake_device_register(struct device *dev)
{
	if (fake_fails()) {
		device_initialize(dev);
		return -ENOMEM;
	}
	fake_seen.dev = dev;
	return device_register(dev);
}
