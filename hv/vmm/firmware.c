// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware lies right below 4 GiB, where the CPU starts after reset: its variables first, then the
 * code. The guest executes it from pages that stay the parent's.
 */
#include "hv/vmm/firmware.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "hv/vmm/memory.h"
#include "hv/vmm/spare.h"
#include "hv/vmm/volume.h"

#define FLASH_MAX	(16ULL << 20)
#define ROM_MAX		(1ULL << 20)

/* image_open() for writing; nobody else may use it meanwhile. */
static int open_vars(struct image *img, const char *path)
{
	if (image_open(img, "--nvram", path))
		return -1;
	close(img->fd);
	img->fd = open(path, O_RDWR | O_CLOEXEC);
	if (img->fd >= 0 && !flock(img->fd, LOCK_EX | LOCK_NB))
		return spare_restore(img) || volume_check_vars(img) ? -1 : 0;
	log_error("--nvram %s: %s", path, errno == EWOULDBLOCK ? "another guest uses it" :
								strerror(errno));
	return -1;
}

static int open_rom(struct image *img, const char *path)
{
	uint8_t signature[2];

	if (image_open(img, "--rom", path) || image_read(img, 0, signature, sizeof(signature)))
		return -1;
	if (img->size <= ROM_MAX && signature[0] == 0x55 && signature[1] == 0xaa)
		return 0;
	log_error("--rom %s: %s", path, img->size > ROM_MAX ? "more than 1 MiB" :
							      "not an option ROM");
	return -1;
}

static uint64_t code_size(const struct firmware *fw)
{
	return fw->code.size - fw->own;
}

static uint64_t vars_size(const struct firmware *fw)
{
	return fw->vars.fd >= 0 ? fw->vars.size : fw->own;
}

/* Parts of one build fill a power of two. */
static int check_together(const struct firmware *fw)
{
	uint64_t code = code_size(fw), vars = vars_size(fw), all = code + vars;

	if (!vars)
		log_error("--firmware %s: it has no variables in it, so it needs --nvram",
			  fw->code.path);
	else if (fw->own && fw->own != vars)
		log_error("--nvram %s: %llu bytes, the firmware has %llu for its variables",
			  fw->vars.path, (unsigned long long)vars, (unsigned long long)fw->own);
	else if (all & (all - 1) || all > FLASH_MAX)
		log_error("--firmware %s: %llu bytes of code and %llu of variables do not make up "
			  "a flash memory; are both of the same build?", fw->code.path,
			  (unsigned long long)code, (unsigned long long)vars);
	else
		return 0;
	return -1;
}

int firmware_open(struct firmware *fw, const char *path, const char *nvram, const char *rom)
{
	*fw = (struct firmware){ .vars.fd = -1, .rom.fd = -1 };
	if (image_open(&fw->code, "--firmware", path) || volume_check_code(&fw->code, &fw->own))
		return -1;
	if (nvram && open_vars(&fw->vars, nvram))
		return -1;
	if (rom && open_rom(&fw->rom, rom))
		return -1;
	return check_together(fw);
}

static uint8_t *lend(const struct partition *part, uint64_t gpa, uint64_t size, uint32_t rights)
{
	uint8_t *at = NULL;

	if (!partition_lend(part, gpa, size, rights))
		at = partition_map(part, gpa, size);
	if (!at)
		log_error("flash memory: %s", strerror(errno));
	return at;
}

static int load_code(struct firmware *fw, const struct partition *part)
{
	uint64_t size = code_size(fw);
	uint8_t *at = lend(part, MEM_HIGH - size, size, LUCID_RIGHT_READ | LUCID_RIGHT_EXEC);

	return at ? image_read(&fw->code, fw->own, at, size) : -1;
}

static int load_vars(struct firmware *fw, const struct partition *part, struct flash *f)
{
	const struct image *from = fw->vars.fd >= 0 ? &fw->vars : &fw->code;
	uint64_t size = vars_size(fw), gpa = MEM_HIGH - code_size(fw) - size;
	uint8_t *array = malloc(size), *shown = lend(part, gpa, size, LUCID_RIGHT_READ);

	if (!array || !shown || image_read(from, 0, array, size))
		return -1;
	memcpy(shown, array, size);
	flash_init(f, gpa, size, array, fw->vars.fd);
	f->shown = shown;
	return 0;
}

/* In a buffer of the size that a base address register can have. */
static int load_rom(const struct firmware *fw, struct hole *h)
{
	uint64_t size = LUCID_PAGE_SIZE;
	uint8_t *rom;

	if (fw->rom.fd < 0)
		return 0;
	while (size < fw->rom.size)
		size *= 2;
	rom = malloc(size);
	if (!rom || image_read(&fw->rom, 0, rom, fw->rom.size))
		return -1;
	memset(rom + fw->rom.size, 0xff, size - fw->rom.size);
	h->rom = rom;
	h->rom_size = size;
	return 0;
}

int firmware_load(struct firmware *fw, const struct partition *part, struct chipset *c)
{
	c->hole.part = part;
	if (load_code(fw, part) || load_vars(fw, part, &c->flash) || load_rom(fw, &c->hole))
		return -1;
	image_close(&fw->code);
	image_close(&fw->rom);
	return 0;
}
