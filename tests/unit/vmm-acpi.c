// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that each of the guest's ACPI tables can be reached from the RSDP, has a right length and
 * checksum, and names as many local APICs as there are VPs, and that the reset vector resets. Does
 * not prove that an operating system likes them: booting one does.
 */
/* sources: hv/vmm/acpi.c hv/vmm/memory.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hv/vmm/acpi.h"
#include "hv/vmm/ioport.h"
#include "spec/gen/lucid_abi.h"

static struct guest_mem mem;

static uint64_t load(const uint8_t *at, unsigned int bytes)
{
	uint64_t value = 0;

	memcpy(&value, at, bytes);
	return value;
}

/* The table at gpa, whole and with a good sum. */
static const uint8_t *table(uint64_t gpa, const char *signature)
{
	const uint8_t *t = mem_ptr(&mem, gpa, 36);

	assert_non_null(t);
	assert_memory_equal(t, signature, 4);
	assert_non_null(mem_ptr(&mem, gpa, load(t + 4, 4)));
	assert_true(gpa + load(t + 4, 4) <= GPA_ACPI_END);
	assert_int_equal(acpi_checksum(t, (uint32_t)load(t + 4, 4)), 0);
	return t;
}

static void tables(void **state)
{
	const uint8_t *rsdp, *xsdt, *fadt, *dsdt;

	(void)state;
	assert_int_equal(acpi_write(&mem, 2), 0);
	rsdp = mem_ptr(&mem, GPA_ACPI, 36);
	assert_memory_equal(rsdp, "RSD PTR ", 8);
	assert_int_equal(acpi_checksum(rsdp, 20), 0);
	assert_int_equal(acpi_checksum(rsdp, 36), 0);
	xsdt = table(load(rsdp + 24, 8), "XSDT");
	assert_int_equal(load(xsdt + 4, 4), 36 + 2 * 8);
	fadt = table(load(xsdt + 36, 8), "FACP");
	assert_int_equal(load(fadt + 4, 4), 276);
	assert_true(load(fadt + 112, 4) & 1U << 20);		/* HW_REDUCED_ACPI */
	assert_int_equal(load(fadt + 120, 8), PORT_RESET);
	assert_int_equal(fadt[128], RESET_VALUE);
	assert_int_equal(load(fadt + 248, 8), PORT_SLEEP_CONTROL);
	assert_int_equal(load(fadt + 260, 8), PORT_SLEEP_STATUS);
	dsdt = table(load(fadt + 140, 8), "DSDT");
	assert_int_equal(load(fadt + 40, 4), load(fadt + 140, 8));
	assert_memory_equal(dsdt + 37, "_S5_", 4);
}

/* mov dx, imm16; mov al, imm8; out dx, al: at what real mode has as F000:FFF0. */
static void reset_vector(void **state)
{
	const uint8_t *code;

	(void)state;
	assert_int_equal(acpi_write(&mem, 1), 0);
	code = mem_ptr(&mem, 0xf0000 + 0xfff0, 16);
	assert_int_equal(code[0], 0xba);
	assert_int_equal(load(code + 1, 2), PORT_RESET);
	assert_int_equal(code[3], 0xb0);
	assert_int_equal(code[4], RESET_VALUE);
	assert_int_equal(code[5], 0xee);
}

static void local_apics(void **state)
{
	(void)state;
	for (unsigned int vps = 1; vps <= LUCID_MAX_VPS; vps++) {
		const uint8_t *madt;

		assert_int_equal(acpi_write(&mem, vps), 0);
		madt = table(load(mem_ptr(&mem, GPA_ACPI + 0x40 + 44, 8), 8), "APIC");
		assert_int_equal(load(madt + 4, 4), 44 + 8 * vps);
		for (unsigned int i = 0; i < vps; i++) {
			assert_int_equal(load(madt + 44 + 8 * i, 2), 0x0800);
			assert_int_equal(madt[44 + 8 * i + 3], i);
			assert_int_equal(load(madt + 44 + 8 * i + 4, 4), 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(reset_vector),
		cmocka_unit_test(local_apics),
	};

	mem_layout(&mem, 16 << 20);
	mem.low = calloc(1, mem.low_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
