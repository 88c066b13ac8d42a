/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices that only a guest with firmware has, and who of them answers at a port. ioport.c and
 * mmio.c call it; setup.c makes it.
 */
#ifndef LUCID_VMM_CHIPSET_H
#define LUCID_VMM_CHIPSET_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "hv/vmm/cmos.h"
#include "hv/vmm/flash.h"
#include "hv/vmm/fwcfg.h"
#include "hv/vmm/hole.h"
#include "hv/vmm/legacy.h"
#include "hv/vmm/outcome.h"
#include "hv/vmm/pci.h"
#include "hv/vmm/pm.h"

struct chipset {
	pthread_mutex_t lock;	/* VP threads come several at a time */
	struct outcome *outcome;
	struct pci pci;
	struct pm pm;
	struct cmos cmos;
	struct legacy legacy;
	struct fwcfg fwcfg;
	struct flash flash;
	struct hole hole;
};

/* flash, fwcfg and hole are the caller's to fill in, before. */
void chipset_init(struct chipset *c, struct outcome *outcome, uint64_t low_size,
		  uint64_t high_size);

/* False: the port is not one of these devices'. size is 1, 2 or 4. */
bool chipset_in(struct chipset *c, uint16_t port, unsigned int size, uint32_t *value);
bool chipset_out(struct chipset *c, uint16_t port, unsigned int size, uint32_t value);

#endif
