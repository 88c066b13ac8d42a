/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware volumes: whether a file is what it is given for. firmware.c calls it.
 */
#ifndef LUCID_VMM_VOLUME_H
#define LUCID_VMM_VOLUME_H

#include <stdint.h>

#include "hv/vmm/image.h"

/*
 * The file is nothing but firmware volumes; own is the size of the first one if it is for
 * variables, else 0. 0, or -1 after a message.
 */
int volume_check_code(const struct image *img, uint64_t *own);

/* The file is one volume for variables, with a variable store in it. 0, or -1 after a message. */
int volume_check_vars(const struct image *img);

#endif
