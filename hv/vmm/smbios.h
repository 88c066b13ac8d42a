/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SMBIOS tables of a guest with firmware, as files of fw_cfg. fwtables.c calls it.
 */
#ifndef LUCID_VMM_SMBIOS_H
#define LUCID_VMM_SMBIOS_H

#include <stdint.h>

#include "hv/vmm/fwcfg.h"

/* mem: bytes of RAM. */
void smbios_add(struct fwcfg *f, uint64_t mem);

#endif
