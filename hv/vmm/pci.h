/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI bus 0 of a guest with firmware, by configuration mechanism #1: what firmware expects of an
 * i440fx, and the platform device, which carries the option ROM. chipset.c calls it under its lock.
 */
#ifndef LUCID_VMM_PCI_H
#define LUCID_VMM_PCI_H

#include <stdint.h>

#include "hv/vmm/hole.h"

#define PCI_PORT	0xcf8	/* address, and four bytes of data */
#define PCI_PORTS	8

enum pci_function { PCI_HOST, PCI_ISA, PCI_PM, PCI_PLATFORM, PCI_FUNCTIONS };

struct pci {
	uint32_t address;
	uint32_t rom_mask;	/* settable address bits of the option ROM; 0: there is none */
	struct hole *hole;
	uint8_t config[PCI_FUNCTIONS][256];
};

void pci_init(struct pci *p, struct hole *hole);

uint32_t pci_in(const struct pci *p, unsigned int offset, unsigned int size);
void pci_out(struct pci *p, unsigned int offset, unsigned int size, uint32_t value);

/* First port of the power management's registers; 0: firmware has not placed them. */
uint16_t pci_pm_base(const struct pci *p);

#endif
