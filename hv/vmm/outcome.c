// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a guest's run ended: one status and one line of text, set once.
 */
#include "hv/vmm/outcome.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>

int outcome_init(struct outcome *o)
{
	*o = (struct outcome){ .lock = PTHREAD_MUTEX_INITIALIZER };
	o->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return o->wake < 0 ? -1 : 0;
}

void outcome_set(struct outcome *o, int status, const char *fmt, ...)
{
	va_list args;

	pthread_mutex_lock(&o->lock);
	if (!o->set) {
		o->status = status;
		va_start(args, fmt);
		vsnprintf(o->text, sizeof(o->text), fmt, args);
		va_end(args);
		o->set = true;
	}
	pthread_mutex_unlock(&o->lock);
	eventfd_write(o->wake, 1);
}

bool outcome_is_set(struct outcome *o)
{
	return o->set;
}
