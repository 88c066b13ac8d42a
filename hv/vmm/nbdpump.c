// SPDX-License-Identifier: GPL-2.0-only
/*
 * The thread that speaks to an NBD server: sends calls as commands of libnbd, sees to it that there
 * is a connection, and gives calls up when there has been none for too long.
 */
#include "hv/vmm/nbdpump.h"

#include <errno.h>
#include <stdio.h>
#include <sys/eventfd.h>

#include "hv/vmm/log.h"
#include "spec/gen/lucid_abi.h"

#define RANGE		(1U << 30)	/* bytes of a range at a time; the wire has 32 bits */
#define STOP_S		10		/* for a server that does not answer when all is to end */
#define TICK_MS		200

static void finish(struct call *c, int err)
{
	c->over = true;
	c->err = err;
}

/* Hands back what is over. */
static void hand_back(struct engine *e)
{
	struct call *c, *next;
	bool any = false;

	for (c = STAILQ_FIRST(&e->calls); c; c = next) {
		next = STAILQ_NEXT(c, next);
		if (!c->over)
			continue;
		STAILQ_REMOVE(&e->calls, c, call, next);
		pthread_mutex_lock(&e->lock);
		STAILQ_INSERT_TAIL(&e->done, c, next);
		pthread_mutex_unlock(&e->lock);
		any = true;
	}
	if (any)
		eventfd_write(e->event, 1);
}

/* A command is done: the next part of the call, a flush, or the end. libnbd calls it anywhere. */
static int answered(void *user, int *error)
{
	struct call *c = user;

	c->out = false;
	if (*error == ENOTCONN || *error == ESHUTDOWN) {
		c->engine->again = true;	/* it is sent again */
		return 1;
	}
	if (*error) {
		finish(c, *error);
		return 1;
	}
	c->offset += c->now;
	c->left -= c->now;
	if (c->left)
		return 1;
	if (c->io->fua && !c->sync && c->engine->export.flush)
		c->sync = true;
	else
		finish(c, 0);
	return 1;
}

/* Gives the next command of a call to libnbd. A server need not know FUA: a flush does it too. */
static void send_next(struct engine *e, struct call *c)
{
	nbd_completion_callback cb = { .callback = answered, .user_data = c };
	struct nbd_handle *nbd = e->link.nbd;
	bool flush = c->sync || c->io->op == LUCID_BLK_FLUSH;
	int64_t cookie;

	c->now = flush ? 0 : (uint32_t)(c->left < RANGE ? c->left : RANGE);
	c->out = true;
	if (flush)
		cookie = nbd_aio_flush(nbd, cb, 0);
	else if (c->io->op == LUCID_BLK_READ)
		cookie = nbd_aio_pread(nbd, c->copy, c->now, c->offset, cb, 0);
	else if (c->io->op == LUCID_BLK_WRITE)
		cookie = nbd_aio_pwrite(nbd, c->copy, c->now, c->offset, cb, 0);
	else if (c->io->op == LUCID_BLK_DISCARD)
		cookie = nbd_aio_trim(nbd, c->now, c->offset, cb, 0);
	else
		cookie = nbd_aio_zero(nbd, c->now, c->offset, cb, 0);
	if (cookie >= 0)
		return;
	/* libnbd has refused it, and may have told the callback so as well. */
	if (c->out) {
		int err = nbd_get_errno();

		answered(c, &err);
	}
}

static void send_all(struct engine *e)
{
	struct call *c;

	STAILQ_FOREACH(c, &e->calls, next)
		if (!c->out && !c->over && !e->again)
			send_next(e, c);
}

/* Whatever was out is not any more; it is sent again as a whole command. */
static void drop(struct engine *e)
{
	struct call *c;

	nbdlink_drop(&e->link);
	e->again = false;
	STAILQ_FOREACH(c, &e->calls, next)
		c->out = false;
}

static void fail_all(struct engine *e)
{
	struct call *c;

	STAILQ_FOREACH(c, &e->calls, next)
		finish(c, EIO);
}

/* A server that comes back has to be the same one, as far as the child was told of it. */
static bool same(struct engine *e)
{
	struct nbd_export now;

	nbdlink_export(&e->link, &now);
	if (now.size == e->export.size && now.block <= e->export.block &&
	    now.flush >= e->export.flush && now.trim >= e->export.trim &&
	    now.zero >= e->export.zero && now.ro <= e->export.ro)
		return true;
	snprintf(e->link.why, sizeof(e->link.why), "%llu bytes now, was %llu, or can do less",
		 (unsigned long long)now.size, (unsigned long long)e->export.size);
	return false;
}

/* A connection is there: is it to the disk that we had? It is said once if not. */
static void check(struct engine *e)
{
	if (same(e)) {
		log_error("disk %s: connected again", e->link.uri);
		e->stranger = false;
		return;
	}
	if (!e->stranger)
		log_error("disk %s: not the same disk: %s", e->link.uri, e->link.why);
	e->stranger = true;
	e->link.up = false;
	drop(e);
}

/* Looks after the connection for one turn. */
static void tend(struct engine *e)
{
	bool was_up = e->link.up;
	int ms = was_up && !e->stop_at ? -1 : TICK_MS;

	nbdlink_begin(&e->link);
	if (!nbdlink_step(&e->link, e->wake, ms) || e->again) {
		if (was_up)
			log_error("disk %s: connection lost: %s", e->link.uri,
				  e->again ? "the server shuts down" : e->link.why);
		drop(e);
	} else if (e->link.up && !was_up) {
		check(e);
	}
}

/* New calls; false: it is over. */
static bool take(struct engine *e)
{
	eventfd_t count;
	bool stop;

	eventfd_read(e->wake, &count);
	pthread_mutex_lock(&e->lock);
	STAILQ_CONCAT(&e->calls, &e->todo);
	stop = e->stop;
	pthread_mutex_unlock(&e->lock);
	if (!stop)
		return true;
	if (!e->stop_at)
		e->stop_at = nbdlink_now() + STOP_S;
	return !STAILQ_EMPTY(&e->calls) && nbdlink_now() < e->stop_at;
}

void *nbdpump(void *arg)
{
	struct engine *e = arg;

	while (take(e)) {
		if (e->link.up)
			send_all(e);
		hand_back(e);
		tend(e);
		if (!e->link.up && nbdlink_now() - e->link.lost >= (time_t)nbd_hold_s)
			fail_all(e);
		hand_back(e);
	}
	if (!STAILQ_EMPTY(&e->calls)) {
		log_error("disk %s: no answer for %d seconds", e->link.uri, STOP_S);
		drop(e);
		fail_all(e);
		hand_back(e);
	}
	return NULL;
}
