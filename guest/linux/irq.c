// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports as Linux interrupts: a domain above the CPUs' vectors, like that of MSIs. A port is
 * bound to the APIC id and vector that the vector domain chose, by one hypercall, which is
 * atomic: so affinity may change at any time. For core.c and chan.c.
 */
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <asm/apic.h>
#include <asm/hw_irq.h>
#include <asm/irqdomain.h>

#include "guest.h"
#include "spec/gen/lucid_names.h"

static struct irq_domain *lucid_irq_domain;
static struct fwnode_handle *lucid_irq_fwnode;

static int lucid_irq_bind(struct irq_data *data)
{
	unsigned int cpu = cpumask_first(irq_data_get_effective_affinity_mask(data));
	u32 port = irqd_to_hwirq(data);
	u32 vector = irqd_cfg(data)->vector;
	s64 status;

	if (cpu >= nr_cpu_ids)
		return -EINVAL;
	status = lucid_hc_event_bind(port, per_cpu(x86_cpu_to_apicid, cpu), vector);
	if (status)
		pr_err_ratelimited("lucid: cannot bind port %u to CPU %u, vector %u: %s\n",
				   port, cpu, vector, lucid_status_name(status));
	return lucid_errno(status);
}

static int lucid_irq_set_affinity(struct irq_data *data, const struct cpumask *mask, bool force)
{
	struct irq_data *parent = data->parent_data;
	int ret = parent->chip->irq_set_affinity(parent, mask, force);
	int err;

	if (ret < 0 || ret == IRQ_SET_MASK_OK_DONE)
		return ret;
	err = lucid_irq_bind(data);
	return err ? err : ret;
}

static struct irq_chip lucid_irq_chip = {
	.name			= "lucid-port",
	.irq_ack		= irq_chip_ack_parent,
	.irq_retrigger		= irq_chip_retrigger_hierarchy,
	.irq_set_affinity	= lucid_irq_set_affinity,
	.flags			= IRQCHIP_SKIP_SET_WAKE,
};

/* @arg is a struct irq_alloc_info, whose hwirq is the port. */
static int lucid_irq_alloc(struct irq_domain *domain, unsigned int virq, unsigned int n, void *arg)
{
	struct irq_alloc_info *info = arg;
	int err;

	if (n != 1 || !info || info->hwirq >= LUCID_MAX_PORTS)
		return -EINVAL;
	err = irq_domain_alloc_irqs_parent(domain, virq, n, arg);
	if (err)
		return err;
	irq_domain_set_info(domain, virq, info->hwirq, &lucid_irq_chip, NULL, handle_edge_irq,
			    NULL, "edge");
	/* Rebinding is atomic, so it need not wait for the next interrupt. */
	irq_set_status_flags(virq, IRQ_MOVE_PCNTXT);
	return 0;
}

static int lucid_irq_activate(struct irq_domain *domain, struct irq_data *data, bool reserve)
{
	/* A vector that is only reserved is not one to bind to; the real activation comes later. */
	return reserve ? 0 : lucid_irq_bind(data);
}

static void lucid_irq_deactivate(struct irq_domain *domain, struct irq_data *data)
{
	lucid_hc_event_bind(irqd_to_hwirq(data), 0, 0);
}

static const struct irq_domain_ops lucid_irq_ops = {
	.alloc		= lucid_irq_alloc,
	.free		= irq_domain_free_irqs_common,
	.activate	= lucid_irq_activate,
	.deactivate	= lucid_irq_deactivate,
};

int lucid_irq_map(u32 port, const struct cpumask *affinity)
{
	struct irq_alloc_info info = { .hwirq = port };
	int irq;

	if (port >= LUCID_MAX_PORTS)
		return -EINVAL;
	if (irq_find_mapping(lucid_irq_domain, port))
		return -EBUSY;
	irq = irq_domain_alloc_irqs(lucid_irq_domain, 1, NUMA_NO_NODE, &info);
	if (irq <= 0)
		return irq ? irq : -ENOSPC;
	if (affinity)
		irq_set_affinity(irq, affinity);
	return irq;
}

void lucid_irq_unmap(int irq)
{
	irq_dispose_mapping(irq);
}

int lucid_irq_init(void)
{
	lucid_irq_fwnode = irq_domain_alloc_named_fwnode("lucid-port");
	if (!lucid_irq_fwnode)
		return -ENOMEM;
	lucid_irq_domain = irq_domain_create_hierarchy(x86_vector_domain, 0, LUCID_MAX_PORTS,
						       lucid_irq_fwnode, &lucid_irq_ops, NULL);
	if (lucid_irq_domain)
		return 0;
	irq_domain_free_fwnode(lucid_irq_fwnode);
	return -ENOMEM;
}

void lucid_irq_exit(void)
{
	irq_domain_remove(lucid_irq_domain);
	irq_domain_free_fwnode(lucid_irq_fwnode);
}
