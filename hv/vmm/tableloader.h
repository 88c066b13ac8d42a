/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ACPI tables as files of fw_cfg, and the script by which firmware puts them into memory.
 * fwtables.c calls it.
 */
#ifndef LUCID_VMM_TABLELOADER_H
#define LUCID_VMM_TABLELOADER_H

#include <stdint.h>

#include "hv/vmm/fwcfg.h"

/* The guest's PCI window is [pci_base, pci_end). */
void tableloader_add(struct fwcfg *f, unsigned int vps, uint32_t pci_base, uint32_t pci_end);

#endif
