// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration space. Sources: PCI Local Bus Specification 3.0, 'Configuration Space'; Intel
 * 82441FX and 82371AB data sheets.
 */
#include "hv/vmm/pci.h"

#include <linux/pci_regs.h>
#include <string.h>

#include "spec/gen/lucid_abi.h"

#define ADDRESS_ENABLE	0x80000000U
#define MULTI_FUNCTION	0x80

/* 82371AB, power management function. */
#define PM_BASE		0x40
#define PM_BASE_MASK	0xffc0
#define PM_MISC		0x80
#define PM_MISC_ENABLE	1

static const struct {
	uint8_t devfn;
	uint8_t header;
	uint16_t vendor, device;
	uint32_t class_revision;
} functions[PCI_FUNCTIONS] = {
	[PCI_HOST] = { 0x00, 0, 0x8086, 0x1237, 0x06000002 },
	[PCI_ISA] = { 0x08, MULTI_FUNCTION, 0x8086, 0x7000, 0x06010000 },
	[PCI_PM] = { 0x0b, 0, 0x8086, 0x7113, 0x06800003 },
	[PCI_PLATFORM] = { 0x10, 0, LUCID_PCI_VENDOR, LUCID_PCI_DEVICE, 0x08800000 },
};

static void put(uint8_t *at, uint32_t value, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get(const uint8_t *at, unsigned int size)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)at[i] << 8 * i;
	return value;
}

void pci_init(struct pci *p, struct hole *hole)
{
	*p = (struct pci){ .hole = hole };
	for (unsigned int i = 0; i < PCI_FUNCTIONS; i++) {
		uint8_t *c = p->config[i];

		put(c + PCI_VENDOR_ID, functions[i].vendor, 2);
		put(c + PCI_DEVICE_ID, functions[i].device, 2);
		put(c + PCI_CLASS_REVISION, functions[i].class_revision, 4);
		c[PCI_HEADER_TYPE] = functions[i].header;
	}
	put(p->config[PCI_PM] + PM_BASE, 1, 4);	/* of I/O space */
	if (hole->rom_size)
		p->rom_mask = (uint32_t)-hole->rom_size & PCI_ROM_ADDRESS_MASK;
}

/* Which function and register are addressed; PCI_FUNCTIONS: nobody's. */
static enum pci_function addressed(const struct pci *p, unsigned int offset, unsigned int *reg)
{
	*reg = (p->address & 0xfc) + (offset & 3);
	for (unsigned int i = 0; i < PCI_FUNCTIONS; i++)
		if ((p->address & ~0xffU) == (ADDRESS_ENABLE | (uint32_t)functions[i].devfn << 8))
			return i;
	return PCI_FUNCTIONS;
}

/* Does the access stay inside of its half of the ports? */
static bool in_data(unsigned int offset, unsigned int size)
{
	return offset >= 4 && offset + size <= PCI_PORTS;
}

uint32_t pci_in(const struct pci *p, unsigned int offset, unsigned int size)
{
	enum pci_function f;
	unsigned int reg;

	if (!offset && size == 4)
		return p->address;
	f = addressed(p, offset, &reg);
	if (!in_data(offset, size) || f == PCI_FUNCTIONS)
		return UINT32_MAX;
	return get(p->config[f] + reg, size);
}

/* Which bits of a register can be written. */
static uint32_t writable(const struct pci *p, enum pci_function f, unsigned int reg)
{
	switch (reg) {
	case PCI_COMMAND:
		return PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	case PCI_INTERRUPT_LINE:
		return 0xff;
	case PCI_ROM_ADDRESS:
		return f == PCI_PLATFORM && p->rom_mask ? p->rom_mask | PCI_ROM_ADDRESS_ENABLE : 0;
	default:
		break;
	}
	if (f == PCI_PLATFORM || reg < PM_BASE)
		return 0;
	return f == PCI_PM && reg == PM_BASE ? PM_BASE_MASK : UINT32_MAX;
}

static void place_rom(const struct pci *p)
{
	const uint8_t *c = p->config[PCI_PLATFORM];
	uint32_t rom = get(c + PCI_ROM_ADDRESS, 4);
	bool on = rom & PCI_ROM_ADDRESS_ENABLE && c[PCI_COMMAND] & PCI_COMMAND_MEMORY;

	hole_place_rom(p->hole, on ? rom & p->rom_mask : 0);
}

void pci_out(struct pci *p, unsigned int offset, unsigned int size, uint32_t value)
{
	enum pci_function f;
	unsigned int reg;

	if (!offset && size == 4)
		p->address = value & (ADDRESS_ENABLE | 0xfffffc);
	f = addressed(p, offset, &reg);
	if (!in_data(offset, size) || f == PCI_FUNCTIONS)
		return;
	/* The masks are those of aligned words of four bytes. */
	for (unsigned int i = 0; i < size; i++, reg++) {
		uint8_t mask = (uint8_t)(writable(p, f, reg & ~3U) >> 8 * (reg & 3));
		uint8_t *at = &p->config[f][reg];

		*at = (uint8_t)((*at & ~mask) | ((uint8_t)(value >> 8 * i) & mask));
	}
	place_rom(p);
}

uint16_t pci_pm_base(const struct pci *p)
{
	const uint8_t *c = p->config[PCI_PM];

	return c[PM_MISC] & PM_MISC_ENABLE ? get(c + PM_BASE, 2) & PM_BASE_MASK : 0;
}
