// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what a guest with firmware can do to its chipset: any instruction bytes at any address,
 * any port at any size [FW-2]. Nothing is touched outside of flash memory and of the pages that
 * were lent, and an instruction that is skipped is no longer than what was told of it.
 */
/* sources: hv/vmm/mmio.c hv/vmm/insn.c hv/vmm/chipset.c hv/vmm/pci.c hv/vmm/pm.c */
/* sources: hv/vmm/cmos.c hv/vmm/legacy.c hv/vmm/fwcfg.c hv/vmm/flash.c hv/vmm/hole.c */
/* sources: hv/vmm/outcome.c */
#include "input.h"
#include "hv/vmm/mmio.h"

#define SIZE	(4 * FLASH_BLOCK)
#define FLASH	(0x100000000ULL - SIZE)

static uint8_t rom[0x2000];
static struct chipset c;
static struct outcome outcome;

int partition_lend(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	(void)p;
	return gpa >= LUCID_GPA_LIMIT || size != LUCID_PAGE_SIZE || rights != LUCID_RIGHT_READ ?
	       -1 : 0;
}

/* Of its exact size, so that a byte too many is seen. */
void *partition_map(const struct partition *p, uint64_t gpa, uint64_t size)
{
	(void)p;
	(void)gpa;
	return malloc(size);
}

static void access_memory(struct input *in)
{
	struct lucid_run run = { .access = input_u8(in) % 8 };

	run.gpa = input_u8(in) % 2 ? FLASH - 8 + input_u32(in) % (SIZE + 16) : input_u32(in);
	input_bytes(in, run.insn, sizeof(run.insn));
	run.insn_len = input_u8(in) % 20;
	input_bytes(in, &run.data, sizeof(run.data));
	if (mmio_exit(&c, &run) && run.access == LUCID_ACCESS_WRITE)
		REQUIRE(run.count && run.count <= run.insn_len && run.insn_len <= 15);
}

static void access_port(struct input *in)
{
	static const uint16_t near[] = { 0xcf8, 0xcfc, 0x510, 0x70, 0x20, 0xa0, 0xb000, 0x60 };
	uint16_t port = (uint16_t)(near[input_u8(in) % 8] + input_u8(in) % 16);
	unsigned int size = 1U << input_u8(in) % 3;
	uint32_t value = input_u32(in);

	if (input_u8(in) % 2)
		chipset_in(&c, port, size, &value);
	else
		chipset_out(&c, port, size, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t *array = calloc(1, SIZE), *shown = calloc(1, SIZE);

	memset(&c, 0, sizeof(c));
	if (!outcome.wake)
		REQUIRE(!outcome_init(&outcome));
	c.hole.rom = rom;
	c.hole.rom_size = sizeof(rom);
	flash_init(&c.flash, FLASH, SIZE, array, -1);
	c.flash.shown = shown;
	fwcfg_init(&c.fwcfg, 1);
	fwcfg_add(&c.fwcfg, "rom", rom, sizeof(rom));
	chipset_init(&c, &outcome, 64 << 20, 0);
	while (in.left) {
		if (input_u8(&in) % 2)
			access_memory(&in);
		else
			access_port(&in);
	}
	for (unsigned int i = 0; i < c.hole.pages; i++)
		free(c.hole.page[i].at);
	free(array);
	free(shown);
	return 0;
}
