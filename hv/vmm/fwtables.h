/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What firmware learns of its machine through fw_cfg. setup.c calls it.
 */
#ifndef LUCID_VMM_FWTABLES_H
#define LUCID_VMM_FWTABLES_H

#include "hv/vmm/fwcfg.h"
#include "hv/vmm/memory.h"

/* Fills in all files; they live as long as the process. */
void fwtables_add(struct fwcfg *f, const struct guest_mem *m, unsigned int vps);

#endif
