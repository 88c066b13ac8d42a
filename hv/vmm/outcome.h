/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a guest's run ended: the first reason counts. Set by any VP thread or by main.c, which is
 * woken through an eventfd; the numbers are lucid-vmm's exit status.
 */
#ifndef LUCID_VMM_OUTCOME_H
#define LUCID_VMM_OUTCOME_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum outcome_status {
	OUTCOME_POWEROFF = 0,
	OUTCOME_USAGE = 2,
	OUTCOME_RESET = 3,
	OUTCOME_CRASH = 4,
	OUTCOME_SHUTDOWN = 5,
	OUTCOME_OTHER = 6,
};

struct outcome {
	pthread_mutex_t lock;
	int wake;		/* eventfd: written when the outcome is set */
	int status;
	atomic_bool set;	/* after the rest; never taken back */
	char text[160];
};

/* 0, or -1 with errno. */
int outcome_init(struct outcome *o);

/* Ends the run with this status (an outcome_status, or what the guest itself asked for). */
void outcome_set(struct outcome *o, int status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

bool outcome_is_set(struct outcome *o);

#endif
