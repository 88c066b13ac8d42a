// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware volumes. Sources: UEFI Platform Initialization Specification 1.7, vol. 3, 'Firmware
 * Volume Header'; the header of the variable store is that of TianoCore,
 * MdeModulePkg/Include/Guid/ VariableFormat.h.
 */
#include "hv/vmm/volume.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "hv/vmm/log.h"
#include "spec/gen/lucid_abi.h"

struct volume {
	uint8_t zero[16];
	uint8_t guid[16];
	uint64_t length;
	char signature[4];
	uint32_t attributes;
	uint16_t header_length;
	uint16_t checksum;
	uint16_t ext_header;
	uint8_t reserved;
	uint8_t revision;
} __attribute__((packed));

struct store {
	uint8_t guid[16];
	uint32_t size;
	uint8_t format;
	uint8_t state;
	uint16_t reserved;
	uint32_t reserved1;
} __attribute__((packed));

_Static_assert(sizeof(struct volume) == 56, "less the block map");
_Static_assert(sizeof(struct store) == 28, "variable store header");

#define MAX_HEADER	4096U
#define STORE_FORMATTED	0x5a
#define STORE_HEALTHY	0xfe

/* EFI_SYSTEM_NV_DATA_FV_GUID; gEfiAuthenticatedVariableGuid, gEfiVariableGuid. */
static const uint8_t nv_data[16] = {
	0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
	0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50,
};
static const uint8_t stores[2][16] = {
	{ 0x78, 0x2c, 0xf3, 0xaa, 0x7b, 0x94, 0x9a, 0x43,
	  0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3, 0x77, 0x92 },
	{ 0x16, 0x36, 0xcf, 0xdd, 0x75, 0x32, 0x64, 0x41,
	  0x98, 0xb6, 0xfe, 0x85, 0x70, 0x7f, 0xfe, 0x7d },
};

static int bad(const struct image *img, uint64_t at, const char *what)
{
	log_error("%s %s: at 0x%llx: %s", img->what, img->path, (unsigned long long)at, what);
	return -1;
}

/* The header at this place, if it is one. */
static int read_volume(const struct image *img, uint64_t at, struct volume *v)
{
	uint8_t header[MAX_HEADER];
	uint16_t sum = 0;

	if (img->size - at < sizeof(*v) || image_read(img, at, v, sizeof(*v)))
		return bad(img, at, "not a firmware volume");
	if (memcmp(v->signature, "_FVH", sizeof(v->signature)) || v->header_length < sizeof(*v) ||
	    v->header_length > MAX_HEADER || v->header_length % 2)
		return bad(img, at, "not a firmware volume");
	if (v->length < v->header_length || v->length > img->size - at)
		return bad(img, at, "a firmware volume that is longer than the file");
	if (image_read(img, at, header, v->header_length))
		return -1;
	for (unsigned int i = 0; i < v->header_length; i += 2)
		sum = (uint16_t)(sum + (header[i] | header[i + 1] << 8));
	return sum ? bad(img, at, "a firmware volume whose checksum is wrong") : 0;
}

static int check_size(const struct image *img)
{
	if (!(img->size % LUCID_PAGE_SIZE))
		return 0;
	log_error("%s %s: %llu bytes, not a multiple of %u", img->what, img->path,
		  (unsigned long long)img->size, LUCID_PAGE_SIZE);
	return -1;
}

int volume_check_code(const struct image *img, uint64_t *own)
{
	struct volume v;

	*own = 0;
	if (check_size(img))
		return -1;
	for (uint64_t at = 0; at < img->size; at += v.length) {
		if (read_volume(img, at, &v))
			return -1;
		if (!at && !memcmp(v.guid, nv_data, sizeof(nv_data)))
			*own = v.length;
	}
	return *own == img->size ? bad(img, 0, "only variables, no code") : 0;
}

int volume_check_vars(const struct image *img)
{
	struct store store;
	struct volume v;

	if (check_size(img) || read_volume(img, 0, &v))
		return -1;
	if (memcmp(v.guid, nv_data, sizeof(nv_data)) || v.length != img->size)
		return bad(img, 0, "not a volume for variables, of the file's size");
	if (image_read(img, v.header_length, &store, sizeof(store)))
		return -1;
	if ((memcmp(store.guid, stores[0], 16) && memcmp(store.guid, stores[1], 16)) ||
	    store.format != STORE_FORMATTED || store.state != STORE_HEALTHY ||
	    store.size > v.length - v.header_length)
		return bad(img, v.header_length, "not a healthy variable store");
	return 0;
}
