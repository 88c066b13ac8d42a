/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Touching memory that the guest may take away at any moment: code that does so runs inside of
 * guard_call, and a SIGBUS ends that call instead of the process. Any thread may use it; what runs
 * inside must hold no lock and own nothing that only it can free.
 */
#ifndef LUCID_VMM_GUARD_H
#define LUCID_VMM_GUARD_H

#include <stdbool.h>

/* Installs the signal handler; once, at the start. 0, or -1 with errno. */
int guard_init(void);

/* Calls fn(arg); false when it was cut short by a SIGBUS. Not to be nested. */
bool guard_call(void (*fn)(void *arg), void *arg);

#endif
