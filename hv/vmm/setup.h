/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that one guest has, and putting it together. For main.c.
 */
#ifndef LUCID_VMM_SETUP_H
#define LUCID_VMM_SETUP_H

#include "hv/vmm/chipset.h"
#include "hv/vmm/directory.h"
#include "hv/vmm/firmware.h"
#include "hv/vmm/ioport.h"
#include "hv/vmm/memory.h"
#include "hv/vmm/options.h"
#include "hv/vmm/outcome.h"
#include "hv/vmm/partition.h"
#include "hv/vmm/vcpu.h"
#include "hv/vmm/wall.h"

_Static_assert(2 + OPT_MAX_DISKS + OPT_MAX_NETS <= DIR_MAX_DEVICES, "all have an entry");

struct machine {
	struct options opt;
	struct partition part;
	struct guest_mem mem;
	struct directory dir;
	struct wall wall;
	struct device dev[DIR_MAX_DEVICES];
	unsigned int devices;
	struct device *system;		/* one of them */
	bool leaving;			/* it has been told to power off */
	struct ioport io;
	struct firmware firmware;	/* and a chipset, if the options name one */
	struct chipset chipset;
	struct outcome outcome;
	struct vcpu vcpu[LUCID_MAX_VPS];
	int console_out;
	int console_in;
	int com1;
	int com1_in;
	int images;		/* disk_watch()'s */
	int links;		/* tap_watch()'s; -1: no network card */
	int servers;		/* server_events()'s */
	int control;		/* control_open()'s; -1: none */
};

/* All return an exit status after a message: 0, OUTCOME_USAGE or OUTCOME_OTHER. */

/* Opens what the command line names: console files, disks, network cards; and the system device. */
int setup_files(struct machine *vm);

/* Makes the partition, its memory, devices and VPs, loads the kernel, and donates the memory. */
int setup_machine(struct machine *vm);

#endif
