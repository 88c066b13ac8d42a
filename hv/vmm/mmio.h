/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory accesses of a guest with firmware where there is no memory for them. exits.c calls it.
 */
#ifndef LUCID_VMM_MMIO_H
#define LUCID_VMM_MMIO_H

#include <stdbool.h>

#include "hv/vmm/chipset.h"

/* Serves the MMIO exit in the run page; false: it cannot be served, and the run is to end. */
bool mmio_exit(struct chipset *c, struct lucid_run *run);

#endif
