/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual processors: one thread each, which runs the VP and deals with its exits until the run has
 * an outcome. main.c creates, starts and stops them.
 */
#ifndef LUCID_VMM_VCPU_H
#define LUCID_VMM_VCPU_H

#include <pthread.h>

#include "hv/vmm/ioport.h"
#include "hv/vmm/memory.h"
#include "hv/vmm/outcome.h"
#include "hv/vmm/partition.h"
#include "hv/vmm/words.h"

struct vcpu {
	unsigned int index;
	int fd;
	struct lucid_run *run;
	struct ioport *io;
	struct outcome *outcome;
	const struct partition *part;
	const struct guest_mem *mem;	/* where the guest may have memory back; NULL: nowhere */
	unsigned int again;	/* accesses to a page that is on its way out */
	int console;		/* text of CONSOLE_WRITE goes here; -1: nowhere */
	struct words words;	/* its last text */
	pthread_t thread;
	bool started;
};

/* Makes the VP; the caller has filled in io, outcome and console. 0, or -1 after a message. */
int vcpu_create(struct vcpu *v, const struct partition *p, unsigned int index);

/* 0, or -1 after a message. */
int vcpu_start(struct vcpu *v);

/* Waits for the thread, which ends because there is an outcome. */
void vcpu_join(struct vcpu *v);

/* Handles the exit that is in the run page; the thread's body, and its tests, call it. */
void vcpu_exit(struct vcpu *v);

#endif
