// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of the fake world: a domain of CPU vectors for irq.c to stand on, the ports bound to
 * them, and the work item that delivers.
 */
#include <linux/delay.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/workqueue.h>

#include "env_pc.h"
#include "fake.h"
#include "hv.h"

#define FAKE_VECTOR	0x20
#define FAKE_IRQS	(NR_IRQS / 2)	/* of our own, the upper half of all */

DEFINE_PER_CPU(u16, fake_cpu_to_apicid) = 5;
struct irq_domain *fake_vector_domain;

static struct irq_cfg fake_cfg[NR_IRQS];
static u32 fake_vector_of[LUCID_MAX_PORTS];
static DECLARE_BITMAP(fake_pending, LUCID_MAX_PORTS);

struct irq_cfg *fake_irqd_cfg(struct irq_data *data)
{
	return &fake_cfg[data->irq];
}

static int fake_affinity(struct irq_data *data, const struct cpumask *mask, bool force)
{
	return cpumask_empty(mask) ? -EINVAL : IRQ_SET_MASK_OK;
}

static void fake_ack(struct irq_data *data)
{
}

static struct irq_chip fake_chip = {
	.name			= "fake-vector",
	.irq_ack		= fake_ack,
	.irq_set_affinity	= fake_affinity,
};

static int fake_alloc(struct irq_domain *domain, unsigned int irq, unsigned int n, void *arg)
{
	fake_cfg[irq] = (struct irq_cfg){ .vector = FAKE_VECTOR + irq, .dest_apicid = 5 };
	irq_domain_set_hwirq_and_chip(domain, irq, FAKE_VECTOR + irq, &fake_chip, NULL);
	return 0;
}

static const struct irq_domain_ops fake_ops = {
	.alloc	= fake_alloc,
	.free	= irq_domain_free_irqs_common,
};

static void fake_deliver(struct work_struct *work)
{
	unsigned long flags;
	u32 port;

	for_each_set_bit(port, fake_pending, LUCID_MAX_PORTS) {
		if (!fake_vector_of[port])
			continue;
		clear_bit(port, fake_pending);
		local_irq_save(flags);
		irq_enter();
		generic_handle_irq(fake_vector_of[port] - FAKE_VECTOR);
		irq_exit();
		local_irq_restore(flags);
	}
}

static DECLARE_WORK(fake_work, fake_deliver);

/* Kept until the port is bound, as the hypervisor does. */
void fake_event(u32 port)
{
	set_bit(port, fake_pending);
	schedule_work(&fake_work);
}

s64 fake_bind(u64 port, u64 vector)
{
	if (port >= LUCID_MAX_PORTS)
		return LUCID_E_INVAL;
	fake_vector_of[port] = vector;
	fake_hv.binds++;
	if (vector && test_bit(port, fake_pending))
		schedule_work(&fake_work);
	return 0;
}

/* Time here passes only when nothing is left to do: see the arguments in tests/kunit/run. */
void fake_settle(void)
{
	msleep(50);
}

int fake_irq_start(void)
{
	struct fwnode_handle *node = irq_domain_alloc_named_fwnode("fake-vector");
	static bool freed;

	/* This kernel gives all numbers to its own interrupts, and uses a few. */
	if (!freed)
		irq_free_descs(FAKE_IRQS, FAKE_IRQS);
	freed = true;

	memset(fake_vector_of, 0, sizeof(fake_vector_of));
	bitmap_zero(fake_pending, LUCID_MAX_PORTS);
	if (!node)
		return -ENOMEM;
	fake_vector_domain = irq_domain_create_tree(node, &fake_ops, NULL);
	if (fake_vector_domain)
		return 0;
	irq_domain_free_fwnode(node);
	return -ENOMEM;
}

void fake_irq_end(void)
{
	struct fwnode_handle *node = fake_vector_domain->fwnode;

	cancel_work_sync(&fake_work);
	irq_domain_remove(fake_vector_domain);
	irq_domain_free_fwnode(node);
}
