/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The port-mode fw_cfg interface: numbered items and named files that firmware reads. fwtables.c
 * fills it before the guest starts, chipset.c calls it under its lock.
 */
#ifndef LUCID_VMM_FWCFG_H
#define LUCID_VMM_FWCFG_H

#include <stdint.h>

#define FWCFG_PORT	0x510	/* selector, then data */
#define FWCFG_PORTS	2

#define FWCFG_FILES	16
#define FWCFG_NAME	56

/* Items that are no files. */
enum fwcfg_key {
	FWCFG_SIGNATURE = 0x00, FWCFG_ID = 0x01, FWCFG_CPUS = 0x05, FWCFG_MAX_CPUS = 0x0f,
	FWCFG_DIRECTORY = 0x19, FWCFG_FIRST_FILE = 0x20,
};

/* An entry of the directory; numbers are big-endian. */
struct fwcfg_entry {
	uint32_t size;
	uint16_t key;
	uint16_t reserved;
	char name[FWCFG_NAME];
} __attribute__((packed));

struct fwcfg {
	uint16_t key;
	uint32_t at;		/* next byte of the item */
	uint16_t cpus;
	struct {
		uint32_t count;
		struct fwcfg_entry entry[FWCFG_FILES];
	} __attribute__((packed)) directory;
	const void *file[FWCFG_FILES];
	uint32_t size[FWCFG_FILES];
};

void fwcfg_init(struct fwcfg *f, unsigned int cpus);

/* The contents are used in place, for good; name has less than FWCFG_NAME characters. */
void fwcfg_add(struct fwcfg *f, const char *name, const void *contents, uint32_t size);

void fwcfg_select(struct fwcfg *f, uint16_t key);
uint8_t fwcfg_read(struct fwcfg *f);

#endif
