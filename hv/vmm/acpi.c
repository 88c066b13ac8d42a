// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's ACPI tables (ACPI 6.4). There is no interrupt controller but local APICs, no fixed
 * hardware, and no device but the serial port.
 */
#include "hv/vmm/acpi.h"

#include <string.h>

#include "hv/vmm/ioport.h"
#include "spec/gen/lucid_abi.h"

#define APIC_BASE	0xfee00000U

struct header {
	char signature[4];
	uint32_t length;
	uint8_t revision;
	uint8_t checksum;
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	char creator[4];
	uint32_t creator_revision;
} __attribute__((packed));

_Static_assert(sizeof(struct header) == ACPI_HEADER, "table header");

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t checksum_all;
	uint8_t reserved[3];
} __attribute__((packed));

struct xsdt {
	struct header h;
	uint64_t table[2];
} __attribute__((packed));

/* 'Generic Address Structure' */
struct gas {
	uint8_t space;		/* 1: system I/O */
	uint8_t width;
	uint8_t offset;
	uint8_t access;		/* 1: byte */
	uint64_t address;
} __attribute__((packed));

struct fadt {
	struct header h;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t legacy[65];	/* fixed hardware, of which there is none */
	uint16_t boot_arch;
	uint8_t reserved0;
	uint32_t flags;
	struct gas reset_reg;
	uint8_t reset_value;
	uint16_t arm_boot_arch;
	uint8_t minor;
	uint64_t x_facs;
	uint64_t x_dsdt;
	struct gas blocks[8];	/* fixed hardware again */
	struct gas sleep_control;
	struct gas sleep_status;
	char hypervisor[8];
} __attribute__((packed));

_Static_assert(sizeof(struct rsdp) == ACPI_RSDP, "RSDP, revision 2");
_Static_assert(offsetof(struct rsdp, xsdt) == ACPI_RSDP_XSDT, "RSDP");
_Static_assert(offsetof(struct fadt, dsdt) == ACPI_FADT_DSDT, "FADT");
_Static_assert(offsetof(struct fadt, x_dsdt) == ACPI_FADT_X_DSDT, "FADT");
_Static_assert(sizeof(struct fadt) == 276, "FADT, revision 6");

/* FADT: boot_arch and flags. */
#define BOOT_NO_VGA		(1U << 2)
#define BOOT_NO_RTC		(1U << 5)
#define FADT_WBINVD		(1U << 0)
#define FADT_POWER_BUTTON	(1U << 4)	/* no fixed one */
#define FADT_SLEEP_BUTTON	(1U << 5)	/* no fixed one */
#define FADT_RESET		(1U << 10)
#define FADT_HW_REDUCED		(1U << 20)

struct madt {
	struct header h;
	uint32_t apic_base;
	uint32_t flags;
	struct {
		uint8_t type;
		uint8_t length;
		uint8_t uid;
		uint8_t apic_id;
		uint32_t flags;		/* 1: enabled */
	} __attribute__((packed)) apic[LUCID_MAX_VPS];
} __attribute__((packed));

/*
 * AML of
 *	Name (\_S5, Package () { 5, 0, 0, 0 })
 *	Scope (\_SB) {
 *		Device (COM1) {
 *			Name (_HID, EisaId ("PNP0501"))
 *			Name (_UID, 1)
 *			Name (_CRS, ResourceTemplate () { IO (Decode16, 0x3f8, 0x3f8, 1, 8) })
 *		}
 *	}
 * Without an interrupt in its resources Linux serves the port by a timer, not by IRQ 4.
 */
static const uint8_t dsdt_code[] = {
	0x08, '_', 'S', '5', '_', 0x12, 0x07, 0x04, 0x0a, SLEEP_TYPE_S5, 0x00, 0x00, 0x00,
	0x10, 0x2f, '_', 'S', 'B', '_',
	0x5b, 0x82, 0x28, 'C', 'O', 'M', '1',
	0x08, '_', 'H', 'I', 'D', 0x0c, 0x41, 0xd0, 0x05, 0x01,
	0x08, '_', 'U', 'I', 'D', 0x01,
	0x08, '_', 'C', 'R', 'S', 0x11, 0x0d, 0x0a, 0x0a,
	0x47, 0x01, UART_PORT & 0xff, UART_PORT >> 8, UART_PORT & 0xff, UART_PORT >> 8,
	0x01, UART_PORTS, 0x79, 0x00,
};

/*
 * AML of what a guest with firmware has too:
 *	Scope (\_SB) {
 *		Device (PCI0) {
 *			Name (_HID, EisaId ("PNP0A03"))
 *			Name (_UID, 0)
 *			Name (_CRS, ResourceTemplate () {
 *				WordBusNumber (ResourceProducer, MinFixed, MaxFixed, PosDecode,
 *					       0, 0, 0, 0, 1)
 *				IO (Decode16, 0xcf8, 0xcf8, 1, 8)
 *				DWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed,
 *					     NonCacheable, ReadWrite,
 *					     0, base, end - 1, 0, end - base)
 *			})
 *		}
 *	}
 * The window is written in at the end.
 */
static const uint8_t pci_code[] = {
	0x10, 0x4b, 0x05, '_', 'S', 'B', '_',
	0x5b, 0x82, 0x43, 0x05, 'P', 'C', 'I', '0',
	0x08, '_', 'H', 'I', 'D', 0x0c, 0x41, 0xd0, 0x0a, 0x03,
	0x08, '_', 'U', 'I', 'D', 0x00,
	0x08, '_', 'C', 'R', 'S', 0x11, 0x37, 0x0a, 0x34,
	0x88, 0x0d, 0x00, 0x02, 0x0c, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x00,
	0x47, 0x01, 0xf8, 0x0c, 0xf8, 0x0c, 0x01, 0x08,
	0x87, 0x17, 0x00, 0x00, 0x0c, 0x01, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0x79, 0x00,
};

/* From the end of pci_code: lowest address, highest, offset, length. */
#define PCI_WINDOW	18

uint8_t acpi_checksum(const void *table, uint32_t len)
{
	const uint8_t *byte = table;
	uint8_t sum = 0;

	for (uint32_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + byte[i]);
	return (uint8_t)-sum;
}

/* Fills in the header, then the checksum over all that is already there. */
static void finish(struct header *h, const char *signature, uint8_t revision, uint32_t length)
{
	memcpy(h->signature, signature, sizeof(h->signature));
	memcpy(h->oem, "LUCID ", sizeof(h->oem));
	memcpy(h->oem_table, "LUCIDVMM", sizeof(h->oem_table));
	memcpy(h->creator, "LUCI", sizeof(h->creator));
	h->length = length;
	h->revision = revision;
	h->oem_revision = 1;
	h->creator_revision = 1;
	h->checksum = 0;
	h->checksum = acpi_checksum(h, length);
}

static struct gas io_byte(uint16_t port)
{
	return (struct gas){ .space = 1, .width = 8, .access = 1, .address = port };
}

static void write_fadt(uint8_t *base, uint64_t at)
{
	struct fadt *t = (struct fadt *)(base + ACPI_FADT);

	t->dsdt = (uint32_t)(at + ACPI_DSDT);
	t->x_dsdt = at + ACPI_DSDT;
	t->boot_arch = BOOT_NO_VGA | BOOT_NO_RTC;
	t->flags = FADT_WBINVD | FADT_POWER_BUTTON | FADT_SLEEP_BUTTON | FADT_RESET |
		   FADT_HW_REDUCED;
	t->reset_reg = io_byte(PORT_RESET);
	t->reset_value = RESET_VALUE;
	t->minor = 4;
	t->sleep_control = io_byte(PORT_SLEEP_CONTROL);
	t->sleep_status = io_byte(PORT_SLEEP_STATUS);
	memcpy(t->hypervisor, "Lucid", 5);
	finish(&t->h, "FACP", 6, sizeof(*t));
}

static void write_madt(uint8_t *base, unsigned int vps)
{
	struct madt *t = (struct madt *)(base + ACPI_MADT);
	uint32_t length = offsetof(struct madt, apic) + vps * sizeof(t->apic[0]);

	t->apic_base = APIC_BASE;
	for (unsigned int i = 0; i < vps; i++) {
		t->apic[i].length = sizeof(t->apic[0]);
		t->apic[i].uid = (uint8_t)i;
		t->apic[i].apic_id = (uint8_t)i;
		t->apic[i].flags = 1;
	}
	finish(&t->h, "APIC", 5, length);
}

static void write_dsdt(uint8_t *base, uint32_t pci_base, uint32_t pci_end)
{
	struct header *t = (struct header *)(base + ACPI_DSDT);
	uint32_t window[4] = { pci_base, pci_end - 1, 0, pci_end - pci_base };
	uint8_t *code = (uint8_t *)(t + 1);
	uint32_t length = sizeof(*t) + sizeof(dsdt_code);

	memcpy(code, dsdt_code, sizeof(dsdt_code));
	if (pci_end) {
		memcpy(code + sizeof(dsdt_code), pci_code, sizeof(pci_code));
		length += sizeof(pci_code);
		memcpy((uint8_t *)t + length - PCI_WINDOW, window, sizeof(window));
	}
	finish(t, "DSDT", 2, length);
}

static void write_root(uint8_t *base, uint64_t at)
{
	struct xsdt *x = (struct xsdt *)(base + ACPI_XSDT);
	struct rsdp *r = (struct rsdp *)base;

	x->table[0] = at + ACPI_FADT;
	x->table[1] = at + ACPI_MADT;
	finish(&x->h, "XSDT", 1, sizeof(*x));
	memcpy(r->signature, "RSD PTR ", sizeof(r->signature));
	memcpy(r->oem, "LUCID ", sizeof(r->oem));
	r->revision = 2;
	r->length = sizeof(*r);
	r->xsdt = at + ACPI_XSDT;
	/* The old checksum covers the fields of revision 0 only. */
	r->checksum = acpi_checksum(r, offsetof(struct rsdp, length));
	r->checksum_all = acpi_checksum(r, sizeof(*r));
}

void acpi_build(uint8_t *base, uint64_t at, unsigned int vps, uint32_t pci_base, uint32_t pci_end)
{
	memset(base, 0, ACPI_SIZE);
	write_dsdt(base, pci_base, pci_end);
	write_fadt(base, at);
	write_madt(base, vps);
	write_root(base, at);
}

/*
 * Linux does not use the reset register of hardware-reduced ACPI: it asks EFI first, and then, in
 * real mode, the BIOS.
 */
static const uint8_t reset_code[] = {
	0xba, PORT_RESET & 0xff, PORT_RESET >> 8,	/* mov dx, PORT_RESET */
	0xb0, RESET_VALUE,				/* mov al, RESET_VALUE */
	0xee,						/* out dx, al */
	0xf4, 0xeb, 0xfd,				/* hlt, for ever */
};

int acpi_write(const struct guest_mem *m, unsigned int vps)
{
	uint8_t *base = mem_ptr(m, GPA_ACPI, ACPI_SIZE);
	uint8_t *reset = mem_ptr(m, GPA_RESET, sizeof(reset_code));

	if (!base || !reset)
		return -1;
	memcpy(reset, reset_code, sizeof(reset_code));
	acpi_build(base, GPA_ACPI, vps, 0, 0);
	return 0;
}
