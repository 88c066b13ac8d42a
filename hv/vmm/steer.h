/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which queue of a TAP a frame goes to: a BPF program for the parent's kernel that computes the
 * Toeplitz hash, with key and table in memory that is shared with it. tap.c and queues.c use this.
 */
#ifndef LUCID_VMM_STEER_H
#define LUCID_VMM_STEER_H

#include <stdint.h>

#include "ring/toeplitz.h"

/* What the program reads. */
struct steer_value {
	uint32_t types;				/* enum lucid_net_hash */
	uint32_t queue[LUCID_NET_TABLE];
	uint32_t hash[LUCID_TOEPLITZ_MAX][256];	/* by position and value of a byte */
};

struct steer {
	int prog;			/* descriptors; -1: there is none */
	int map;
	struct steer_value *value;
};

/* Program and map: 0, or -1 with errno: we may not, or the kernel cannot. */
int steer_open(struct steer *s);

/* In a process that was given the two: the memory. 0, or -1 with errno. */
int steer_map(struct steer *s);

/* Needs no rights and no system call, so that a process without any may do it. */
void steer_set(struct steer *s, const struct lucid_net_settings *settings);

#endif
