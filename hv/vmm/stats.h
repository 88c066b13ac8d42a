/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The statistics file: exit counts of all VPs and page counts, one "name value" a line. main.c
 * writes it when the VPs have stopped, and on SIGUSR1.
 */
#ifndef LUCID_VMM_STATS_H
#define LUCID_VMM_STATS_H

#include "hv/vmm/partition.h"
#include "hv/vmm/vcpu.h"

/* 0, or -1 after a message. */
int stats_write(const char *path, const struct partition *p, const struct vcpu *vcpu,
		unsigned int vps);

#endif
