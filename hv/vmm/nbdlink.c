// SPDX-License-Identifier: GPL-2.0-only
/*
 * Connecting to an NBD server, and one turn of libnbd's state machine. Nothing here waits for the
 * network except for poll(), so that who wants to stop is heard.
 */
#include "hv/vmm/nbdlink.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spec/gen/lucid_abi.h"

#define RETRY_S	1

time_t nbdlink_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* libnbd keeps its last error by thread: it is taken at once. */
static void trouble(struct nbdlink *l)
{
	const char *why = nbd_get_error();

	snprintf(l->why, sizeof(l->why), "%s", why ? why : "the server closed the connection");
}

void nbdlink_begin(struct nbdlink *l)
{
	if (l->nbd || nbdlink_now() < l->next)
		return;
	l->nbd = nbd_create();
	if (!l->nbd) {
		trouble(l);
		nbdlink_drop(l);
		return;
	}
	if (nbd_set_uri_allow_transports(l->nbd, LIBNBD_ALLOW_TRANSPORT_TCP |
					 LIBNBD_ALLOW_TRANSPORT_UNIX) ||
	    nbd_aio_connect_uri(l->nbd, l->uri)) {
		trouble(l);
		nbdlink_drop(l);
	}
}

/* POLLHUP and POLLERR are for libnbd to find out about, by reading. */
static void notify(struct nbdlink *l, short events)
{
	unsigned int want = nbd_aio_get_direction(l->nbd);
	int err = 0;

	if ((want & LIBNBD_AIO_DIRECTION_READ) && (events & (POLLIN | POLLHUP | POLLERR)))
		err = nbd_aio_notify_read(l->nbd);
	else if ((want & LIBNBD_AIO_DIRECTION_WRITE) && (events & (POLLOUT | POLLHUP | POLLERR)))
		err = nbd_aio_notify_write(l->nbd);
	if (err)
		trouble(l);
}

/* Whether it works, is being made, or is broken: libnbd may find that out in any call. */
static bool look(struct nbdlink *l)
{
	bool was_up = l->up;

	if (!l->nbd)
		return true;
	l->up = nbd_aio_is_ready(l->nbd) || nbd_aio_is_processing(l->nbd);
	if (was_up && !l->up)
		l->lost = nbdlink_now();
	return !nbd_aio_is_dead(l->nbd) && !nbd_aio_is_closed(l->nbd);
}

bool nbdlink_step(struct nbdlink *l, int wake, int ms)
{
	struct pollfd fds[2] = { { .fd = wake, .events = POLLIN }, { .fd = -1 } };

	if (!look(l))
		return false;
	if (l->nbd) {
		unsigned int want = nbd_aio_get_direction(l->nbd);

		fds[1].fd = nbd_aio_get_fd(l->nbd);
		fds[1].events = (short)((want & LIBNBD_AIO_DIRECTION_READ ? POLLIN : 0) |
					(want & LIBNBD_AIO_DIRECTION_WRITE ? POLLOUT : 0));
	}
	if (poll(fds, 2, ms) > 0 && fds[1].revents)
		notify(l, fds[1].revents);
	return look(l);
}

void nbdlink_drop(struct nbdlink *l)
{
	if (l->up)
		l->lost = nbdlink_now();
	l->up = false;
	l->next = nbdlink_now() + RETRY_S;
	nbd_close(l->nbd);
	l->nbd = NULL;
}

void nbdlink_end(struct nbdlink *l)
{
	if (l->nbd && l->up && !nbd_aio_disconnect(l->nbd, 0))
		for (time_t end = nbdlink_now() + 1; nbdlink_now() <= end;)
			if (!nbdlink_step(l, -1, 100))
				break;
	nbd_close(l->nbd);
	l->nbd = NULL;
	l->up = false;
}

void nbdlink_export(struct nbdlink *l, struct nbd_export *x)
{
	int64_t size = nbd_get_size(l->nbd);
	int64_t block = nbd_get_block_size(l->nbd, LIBNBD_SIZE_MINIMUM);
	int64_t preferred = nbd_get_block_size(l->nbd, LIBNBD_SIZE_PREFERRED);

	*x = (struct nbd_export){
		.size = size < 0 ? 0 : (uint64_t)size,
		.block = block <= LUCID_SECTOR ? LUCID_SECTOR : (uint32_t)block,
		.preferred = preferred <= 4096 ? 4096 : (uint32_t)preferred,
		.ro = nbd_is_read_only(l->nbd) != 0,
		.flush = nbd_can_flush(l->nbd) > 0,
		.trim = nbd_can_trim(l->nbd) > 0,
		.zero = nbd_can_zero(l->nbd) > 0,
	};
}
