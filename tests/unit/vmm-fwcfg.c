// SPDX-License-Identifier: GPL-2.0-only
/*
 * [FW-6] Proves that fw_cfg reads as its specification says, and that a firmware which carries out
 * the table loader's script finds good ACPI tables wherever it puts them; that the SMBIOS files are
 * well formed; that the memory map is the guest's. Does not prove: that OVMF does so.
 */
/* sources: hv/vmm/fwcfg.c hv/vmm/fwtables.c hv/vmm/tableloader.c hv/vmm/smbios.c hv/vmm/acpi.c */
/* sources: hv/vmm/memory.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <asm/bootparam.h>

#include "hv/vmm/acpi.h"
#include "hv/vmm/fwtables.h"

#define TABLES_AT	0x7e000000U

static struct fwcfg f;
static uint8_t tables[8192], rsdp[64];

static void take(uint16_t key, void *to, uint32_t size)
{
	fwcfg_select(&f, key);
	for (uint32_t i = 0; i < size; i++)
		((uint8_t *)to)[i] = fwcfg_read(&f);
}

/* The file's contents by the directory; its size. */
static uint32_t file(const char *name, void *to, uint32_t room)
{
	struct fwcfg_entry e;
	uint32_t n;

	take(FWCFG_DIRECTORY, &n, sizeof(n));
	for (uint32_t i = 0; i < ntohl(n); i++) {
		fwcfg_read(&f);
		take(FWCFG_DIRECTORY, &n, sizeof(n));
		for (uint32_t skip = 0; skip < i * sizeof(e); skip++)
			fwcfg_read(&f);
		for (uint32_t b = 0; b < sizeof(e); b++)
			((uint8_t *)&e)[b] = fwcfg_read(&f);
		if (strcmp(e.name, name))
			continue;
		assert_true(ntohl(e.size) <= room);
		take(ntohs(e.key), to, ntohl(e.size));
		assert_int_equal(fwcfg_read(&f), 0);	/* behind its end */
		return ntohl(e.size);
	}
	fail_msg("no file %s", name);
	return 0;
}

static void items(void **state)
{
	struct boot_e820_entry map[4];
	char signature[4];
	uint16_t cpus;
	uint32_t id;

	(void)state;
	take(FWCFG_SIGNATURE, signature, 4);
	assert_memory_equal(signature, "QEMU", 4);
	take(FWCFG_ID, &id, sizeof(id));
	assert_int_equal(id, 1);
	take(FWCFG_CPUS, &cpus, sizeof(cpus));
	assert_int_equal(cpus, 3);
	take(0x4000, &id, sizeof(id));
	assert_int_equal(id, 0);
	assert_int_equal(file("etc/e820", map, sizeof(map)), 3 * sizeof(map[0]));
	assert_int_equal(map[0].size, MEM_LOW_MAX);
	assert_int_equal(map[1].type, 2);
	assert_int_equal(map[2].addr + map[2].size, MEM_HIGH + (1ULL << 30));
}

static void carry_out(const uint8_t *e)
{
	const char *name = (const char *)e + 4;
	uint8_t *in = strcmp(name, "etc/acpi/rsdp") ? tables : rsdp;
	uint32_t n[3];
	uint64_t pointer = 0;

	switch (e[0]) {
	case 1:
		break;
	case 2:
		memcpy(n, e + 116, 4);
		memcpy(&pointer, in + n[0], e[120]);
		pointer += TABLES_AT;
		memcpy(in + n[0], &pointer, e[120]);
		break;
	case 3:
		memcpy(n, e + 60, 12);
		in[n[0]] = acpi_checksum(in + n[1], n[2]);
		break;
	default:
		fail_msg("command %u", e[0]);
	}
}

static uint8_t *table(const uint8_t *pointer, const char *signature)
{
	uint64_t at;
	uint32_t length;

	memcpy(&at, pointer, sizeof(at));
	at -= TABLES_AT;
	assert_true(at < sizeof(tables));
	assert_memory_equal(tables + at, signature, 4);
	memcpy(&length, tables + at + 4, 4);
	assert_int_equal(acpi_checksum(tables + at, length), 0);
	return tables + at;
}

static void script(void **state)
{
	uint8_t commands[16 * 128];
	const uint8_t *xsdt, *fadt;
	uint32_t n;

	(void)state;
	file("etc/acpi/rsdp", rsdp, sizeof(rsdp));
	file("etc/acpi/tables", tables, sizeof(tables));
	n = file("etc/table-loader", commands, sizeof(commands));
	assert_int_equal(n % 128, 0);
	for (uint32_t at = 0; at < n; at += 128)
		carry_out(commands + at);
	assert_memory_equal(rsdp, "RSD PTR ", 8);
	assert_int_equal(acpi_checksum(rsdp, 20), 0);
	assert_int_equal(acpi_checksum(rsdp, 36), 0);
	xsdt = table(rsdp + ACPI_RSDP_XSDT, "XSDT");
	fadt = table(xsdt + ACPI_HEADER, "FACP");
	table(xsdt + ACPI_HEADER + 8, "APIC");
	table(fadt + ACPI_FADT_X_DSDT, "DSDT");
	assert_memory_equal(fadt + ACPI_FADT_DSDT, fadt + ACPI_FADT_X_DSDT, 4);
}

static void smbios(void **state)
{
	uint8_t anchor[31], all[512];
	uint32_t size, at = 0, n = 0, type = 0;

	(void)state;
	assert_int_equal(file("etc/smbios/smbios-anchor", anchor, sizeof(anchor)), 31);
	assert_int_equal(acpi_checksum(anchor, 31), 0);
	assert_int_equal(acpi_checksum(anchor + 16, 15), 0);
	size = file("etc/smbios/smbios-tables", all, sizeof(all));
	assert_int_equal(anchor[22] | anchor[23] << 8, size);
	for (; at < size; n++) {
		type = all[at];
		at += all[at + 1];
		while (all[at] || all[at + 1])
			at++;
		at += 2;
	}
	assert_int_equal(at, size);
	assert_int_equal(n, anchor[28]);
	assert_int_equal(type, 127);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items), cmocka_unit_test(script), cmocka_unit_test(smbios),
	};
	struct guest_mem mem;

	mem_layout(&mem, 4ULL << 30);
	fwtables_add(&f, &mem, 3);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
