// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports of the devices that only a guest with firmware has. PCI's, the timer's and fw_cfg's
 * registers are wider than a byte; an access to any other is taken apart by ioport.c.
 */
#include "hv/vmm/chipset.h"

#include <time.h>

#define PORT_RESET_CONTROL	0xcf9	/* inside of PCI's address register */
#define RESET_CPU		0x04

void chipset_init(struct chipset *c, struct outcome *outcome, uint64_t low_size, uint64_t high_size)
{
	pthread_mutex_init(&c->lock, NULL);
	c->outcome = outcome;
	c->pm = (struct pm){ .outcome = outcome };
	c->legacy = (struct legacy){ .outcome = outcome };
	pci_init(&c->pci, &c->hole);
	cmos_init(&c->cmos, low_size, high_size);
}

static bool within(unsigned int port, unsigned int base, unsigned int ports)
{
	return port >= base && port < base + ports;
}

/* Are the power management's registers there? */
static bool is_pm(const struct chipset *c, unsigned int port)
{
	uint16_t base = pci_pm_base(&c->pci);

	return base && within(port, base, PM_PORTS);
}

static bool read_port(struct chipset *c, unsigned int port, unsigned int size, uint32_t *value)
{
	if (port == PORT_RESET_CONTROL && size == 1)
		*value = 0;
	else if (within(port, PCI_PORT, PCI_PORTS))
		*value = pci_in(&c->pci, port - PCI_PORT, size);
	else if (is_pm(c, port))
		*value = pm_in(&c->pm, port - pci_pm_base(&c->pci), size);
	else if (port == FWCFG_PORT + 1 && size == 1)
		*value = fwcfg_read(&c->fwcfg);
	else if (within(port, CMOS_PORT, CMOS_PORTS) && size == 1)
		*value = cmos_read(&c->cmos, port - CMOS_PORT, time(NULL));
	else
		return size == 1 && legacy_in(&c->legacy, port, value);
	return true;
}

static bool write_port(struct chipset *c, unsigned int port, unsigned int size, uint32_t value)
{
	if (port == PORT_RESET_CONTROL && size == 1) {
		if (value & RESET_CPU)
			outcome_set(c->outcome, OUTCOME_RESET, "reset");
	} else if (within(port, PCI_PORT, PCI_PORTS)) {
		pci_out(&c->pci, port - PCI_PORT, size, value);
	} else if (is_pm(c, port)) {
		pm_out(&c->pm, port - pci_pm_base(&c->pci), size, value);
	} else if (port == FWCFG_PORT && size == 2) {
		fwcfg_select(&c->fwcfg, (uint16_t)value);
	} else if (within(port, CMOS_PORT, CMOS_PORTS) && size == 1) {
		cmos_write(&c->cmos, port - CMOS_PORT, (uint8_t)value, time(NULL));
	} else {
		return size == 1 && legacy_out(&c->legacy, port, (uint8_t)value);
	}
	return true;
}

bool chipset_in(struct chipset *c, uint16_t port, unsigned int size, uint32_t *value)
{
	bool mine;

	pthread_mutex_lock(&c->lock);
	mine = read_port(c, port, size, value);
	pthread_mutex_unlock(&c->lock);
	return mine;
}

bool chipset_out(struct chipset *c, uint16_t port, unsigned int size, uint32_t value)
{
	bool mine;

	pthread_mutex_lock(&c->lock);
	mine = write_port(c, port, size, value);
	pthread_mutex_unlock(&c->lock);
	return mine;
}
