// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fw_cfg interface. Source: QEMU, docs/specs/fw_cfg.rst. There is no DMA, and nothing that can
 * be written. Behind an item's end, and of an item that does not exist, zeroes are read.
 */
#include "hv/vmm/fwcfg.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#define INTERFACE_PORT	1	/* FWCFG_ID: the traditional interface is there */

void fwcfg_init(struct fwcfg *f, unsigned int cpus)
{
	*f = (struct fwcfg){ .cpus = (uint16_t)cpus };
}

void fwcfg_add(struct fwcfg *f, const char *name, const void *contents, uint32_t size)
{
	uint32_t n = ntohl(f->directory.count);
	struct fwcfg_entry *e = &f->directory.entry[n];

	assert(n < FWCFG_FILES && strlen(name) < FWCFG_NAME);
	e->size = htonl(size);
	e->key = htons((uint16_t)(FWCFG_FIRST_FILE + n));
	memcpy(e->name, name, strlen(name));
	f->file[n] = contents;
	f->size[n] = size;
	f->directory.count = htonl(n + 1);
}

void fwcfg_select(struct fwcfg *f, uint16_t key)
{
	f->key = key;
	f->at = 0;
}

static uint32_t item(const struct fwcfg *f, const void **from)
{
	static const uint32_t id = INTERFACE_PORT;
	uint32_t file = f->key - FWCFG_FIRST_FILE;

	switch (f->key) {
	case FWCFG_SIGNATURE:
		*from = "QEMU";
		return 4;
	case FWCFG_ID:
		*from = &id;
		return sizeof(id);
	case FWCFG_CPUS:
	case FWCFG_MAX_CPUS:
		*from = &f->cpus;
		return sizeof(f->cpus);
	case FWCFG_DIRECTORY:
		*from = &f->directory;
		return sizeof(f->directory);
	default:
		break;
	}
	if (f->key < FWCFG_FIRST_FILE || file >= ntohl(f->directory.count))
		return 0;
	*from = f->file[file];
	return f->size[file];
}

uint8_t fwcfg_read(struct fwcfg *f)
{
	const void *from = NULL;
	uint32_t size = item(f, &from);

	return f->at < size ? ((const uint8_t *)from)[f->at++] : 0;
}
