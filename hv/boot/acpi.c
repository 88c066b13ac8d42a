/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The MADT: which CPUs there are, and a copy of it for the parent that has the
 * multiprocessor wake-up structure. Source: ACPI 6.4, 'Multiple APIC Description
 * Table', 'Multiprocessor Wakeup Structure'.
 */
#include "hv/boot/boot.h"

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum, reserved[3];
} __packed;

struct header {
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __packed;

struct madt {
	struct header h;
	uint32_t lapic, flags;
} __packed;

struct madt_wakeup {
	uint8_t type, length;
	uint16_t version;
	uint32_t reserved;
	uint64_t mailbox;
} __packed;

#define MADT_LAPIC	0
#define MADT_X2APIC	9
#define MADT_WAKEUP	16
#define LAPIC_USABLE	3	/* enabled, or online capable */

static uint8_t sum(const void *p, uint64_t n)
{
	const uint8_t *b = p;
	uint8_t s = 0;

	while (n--)
		s = (uint8_t)(s + *b++);
	return s;
}

/* The root table, and the width of its entries. */
static const struct header *root_table(unsigned int *width)
{
	const struct rsdp *r = pa_va(boot_info.rsdp);

	if (r->revision >= 2 && r->xsdt) {
		*width = 8;
		return pa_va(r->xsdt);
	}
	*width = 4;
	return pa_va(r->rsdt);
}

static uint64_t entry(const struct header *root, unsigned int width, uint32_t i)
{
	uint64_t v = 0;

	memcpy(&v, (const char *)(root + 1) + i * width, width);
	return v;
}

static uint32_t entries(const struct header *root, unsigned int width)
{
	return (root->length - (uint32_t)sizeof(*root)) / width;
}

/* The MADT and its place in the root table. */
static const struct madt *find_madt(uint32_t *index)
{
	unsigned int width;
	const struct header *root = root_table(&width);

	for (uint32_t i = 0; i < entries(root, width); i++) {
		const struct header *h = pa_va(entry(root, width, i));

		if (!memcmp(h->signature, "APIC", 4)) {
			*index = i;
			return (const struct madt *)h;
		}
	}
	panic("ACPI: no MADT (signature 'APIC') in the root table\n");
}

unsigned int acpi_cpus(uint32_t *apic_id, unsigned int max)
{
	uint32_t index;
	const struct madt *m = find_madt(&index);
	const uint8_t *p = (const uint8_t *)(m + 1), *end = (const uint8_t *)m + m->h.length;
	unsigned int n = 0;

	for (; p + 2 <= end && p[1] >= 2; p += p[1]) {
		uint32_t id, flags;

		if (p[0] == MADT_LAPIC) {
			id = p[3];
			memcpy(&flags, p + 4, 4);
		} else if (p[0] == MADT_X2APIC) {
			memcpy(&id, p + 4, 4);
			memcpy(&flags, p + 8, 4);
		} else {
			continue;
		}
		if (!(flags & LAPIC_USABLE))
			continue;
		if (n == max)
			panic("ACPI: more than %u CPUs\n", max);
		apic_id[n++] = id;
	}
	return n;
}

static void set_checksum(struct header *h)
{
	h->checksum = 0;
	h->checksum = (uint8_t)-sum(h, h->length);
}

uint64_t acpi_add_mailbox(uint64_t mailbox)
{
	unsigned int width;
	uint32_t index;
	const struct header *root = root_table(&width);
	const struct madt *old = find_madt(&index);
	const struct madt_wakeup wakeup = { MADT_WAKEUP, sizeof(wakeup), 0, 0, mailbox };
	uint64_t madt_size = old->h.length + sizeof(wakeup);
	uint64_t at = memmap_take(256 + ((root->length + 63) & ~63u) + madt_size, CARVE_VISIBLE);
	uint64_t root_at = at + 256, madt_at = root_at + ((root->length + 63) & ~63u);
	struct rsdp *r = pa_va(at);
	struct header *new_root = pa_va(root_at);
	struct madt *madt = pa_va(madt_at);

	memcpy(madt, old, old->h.length);
	memcpy((char *)madt + old->h.length, &wakeup, sizeof(wakeup));
	madt->h.length = (uint32_t)madt_size;
	set_checksum(&madt->h);

	memcpy(new_root, root, root->length);
	memcpy((char *)(new_root + 1) + index * width, &madt_at, width);
	set_checksum(new_root);

	memcpy(r, pa_va(boot_info.rsdp), width == 8 ? sizeof(*r) : offsetof(struct rsdp, length));
	if (width == 8) {
		r->xsdt = root_at;
		r->extended_checksum = 0;
	} else {
		r->revision = 0;
		r->rsdt = (uint32_t)root_at;
	}
	r->checksum = 0;
	r->checksum = (uint8_t)-sum(r, offsetof(struct rsdp, length));
	if (width == 8)
		r->extended_checksum = (uint8_t)-sum(r, sizeof(*r));
	return at;
}
