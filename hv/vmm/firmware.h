/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of a guest that starts with firmware: the image, its variables, an option ROM. setup.c
 * opens them first, so that a bad one costs no partition, and loads them into the chipset later.
 */
#ifndef LUCID_VMM_FIRMWARE_H
#define LUCID_VMM_FIRMWARE_H

#include <stdint.h>

#include "hv/vmm/chipset.h"
#include "hv/vmm/image.h"
#include "hv/vmm/partition.h"

struct firmware {
	struct image code;	/* with variables of its own or without */
	uint64_t own;		/* bytes of these */
	struct image vars;	/* fd -1: no file is given */
	struct image rom;	/* fd -1: no file is given */
};

/* nvram and rom may be NULL. 0, or -1 after a message. */
int firmware_open(struct firmware *fw, const char *path, const char *nvram, const char *rom);

/*
 * Lends image and variables to the guest, below 4 GiB, and fills in the chipset's flash and hole.
 * The files of image and ROM are closed. 0, or -1 after a message.
 */
int firmware_load(struct firmware *fw, const struct partition *part, struct chipset *c);

#endif
