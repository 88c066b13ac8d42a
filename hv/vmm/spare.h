/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copy that firmware makes of its variables before it writes them anew. firmware.c calls it
 * before it checks the file.
 */
#ifndef LUCID_VMM_SPARE_H
#define LUCID_VMM_SPARE_H

#include "hv/vmm/image.h"

/*
 * Writes a copy back that was complete when its firmware was stopped. The file is open for writing,
 * and may be anything. 0, or -1 after a message; also 0 if there is nothing to write back.
 */
int spare_restore(const struct image *img);

#endif
