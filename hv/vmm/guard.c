// SPDX-License-Identifier: GPL-2.0-only
/*
 * Touching memory that the guest may take away at any moment: SIGBUS becomes a return value.
 */
#include "hv/vmm/guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

static _Thread_local sigjmp_buf escape;
static _Thread_local volatile sig_atomic_t inside;

static void on_sigbus(int sig)
{
	if (inside)
		siglongjmp(escape, 1);
	/* Not ours: the instruction runs again and the default action ends the process. */
	signal(sig, SIG_DFL);
}

int guard_init(void)
{
	struct sigaction action = { .sa_handler = on_sigbus };

	return sigaction(SIGBUS, &action, NULL);
}

bool guard_call(void (*fn)(void *arg), void *arg)
{
	if (sigsetjmp(escape, 1)) {
		inside = 0;
		return false;
	}
	inside = 1;
	fn(arg);
	inside = 0;
	return true;
}
