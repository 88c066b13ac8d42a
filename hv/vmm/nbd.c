// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk behind an NBD server, as the session's thread sees it: copies of data in and out, as much
 * at a time as there is room for, and the pump's beginning and end.
 */
#include "hv/vmm/nbd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hv/vmm/disk.h"
#include "hv/vmm/log.h"
#include "hv/vmm/nbdpump.h"
#include "spec/gen/lucid_abi.h"

#define ROOM		(16U << 20)	/* bytes of copies at a time; one call may always go */
#define CONNECT_S	10
#define TICK_MS		200

unsigned int nbd_hold_s = 30;

bool nbd_is(const char *uri)
{
	return !strncmp(uri, "nbd://", 6) || !strncmp(uri, "nbd+unix://", 11);
}

static size_t length(const struct disk_io *io)
{
	size_t len = 0;

	for (unsigned int i = 0; i < io->n; i++)
		len += io->iov[i].iov_len;
	return len;
}

void engine_ask(struct engine *e, struct disk_io *io)
{
	bool range = io->op == LUCID_BLK_DISCARD || io->op == LUCID_BLK_ZEROES;
	struct call *c = STAILQ_FIRST(&e->unused);

	STAILQ_REMOVE_HEAD(&e->unused, next);
	*c = (struct call){ .engine = e, .io = io, .offset = io->offset,
			    .left = range ? io->len : length(io) };
	STAILQ_INSERT_TAIL(&e->held, c, next);
}

/* Memory of the child may go away here: what is half done stays in its list. */
static bool copy_in(struct call *c)
{
	uint8_t *at;

	if (!c->io->n)
		return true;
	if (!c->copy)
		c->copy = malloc(c->left);
	at = c->copy;
	if (!at)
		return false;
	for (unsigned int i = 0; c->io->op == LUCID_BLK_WRITE && i < c->io->n; i++) {
		memcpy(at, c->io->iov[i].iov_base, c->io->iov[i].iov_len);
		at += c->io->iov[i].iov_len;
	}
	return true;
}

void engine_push(struct engine *e)
{
	struct call *c;
	bool any = false;

	while ((c = STAILQ_FIRST(&e->held))) {
		size_t len = length(c->io);

		bool copied;

		if (len > e->room && e->room < ROOM)
			break;
		copied = copy_in(c);
		STAILQ_REMOVE_HEAD(&e->held, next);
		e->room -= len < e->room ? len : e->room;
		c->err = copied ? 0 : ENOMEM;
		pthread_mutex_lock(&e->lock);
		STAILQ_INSERT_TAIL(copied ? &e->todo : &e->done, c, next);
		pthread_mutex_unlock(&e->lock);
		any = true;
	}
	if (any)
		eventfd_write(e->wake, 1);
}

static void forget(struct engine *e, struct call *c)
{
	e->room += length(c->io);
	if (e->room > ROOM)
		e->room = ROOM;
	free(c->copy);
	c->copy = NULL;
	STAILQ_INSERT_HEAD(&e->unused, c, next);
}

/* It leaves its list when the copy is made: that may be cut short. */
struct disk_io *engine_done(struct engine *e)
{
	struct disk_io *io;
	struct call *c;
	uint8_t *at;

	pthread_mutex_lock(&e->lock);
	c = STAILQ_FIRST(&e->done);
	pthread_mutex_unlock(&e->lock);
	if (!c)
		return NULL;
	io = c->io;
	at = c->copy;
	io->status = c->err ? disk_status(c->err == EPERM ? EROFS : c->err) : LUCID_IO_OK;
	for (unsigned int i = 0; !c->err && io->op == LUCID_BLK_READ && i < io->n; i++) {
		memcpy(io->iov[i].iov_base, at, io->iov[i].iov_len);
		at += io->iov[i].iov_len;
	}
	pthread_mutex_lock(&e->lock);
	STAILQ_REMOVE_HEAD(&e->done, next);
	pthread_mutex_unlock(&e->lock);
	forget(e, c);
	engine_push(e);
	return io;
}

bool engine_arm(struct engine *e)
{
	bool more;

	pthread_mutex_lock(&e->lock);
	more = !STAILQ_EMPTY(&e->done);
	pthread_mutex_unlock(&e->lock);
	return more;
}

int engine_start(struct engine *e, unsigned int most, int event)
{
	int err;

	e->all = calloc(most, sizeof(*e->all));
	if (!e->all)
		return -1;
	STAILQ_INIT(&e->unused);
	for (unsigned int i = 0; i < most; i++)
		STAILQ_INSERT_TAIL(&e->unused, &e->all[i], next);
	e->event = event;
	e->stop = false;
	e->stop_at = 0;
	e->room = ROOM;
	e->link.lost = nbdlink_now();
	err = pthread_create(&e->pump, NULL, nbdpump, e);
	if (!err)
		return 0;
	log_error("disk %s: no thread: %s", e->link.uri, strerror(err));
	free(e->all);
	return -1;
}

/* What was not handed over was never begun. Nobody wants to know how the rest ended. */
void engine_stop(struct engine *e)
{
	struct calls *lists[] = { &e->held, &e->todo, &e->done };
	struct call *c;

	pthread_mutex_lock(&e->lock);
	e->stop = true;
	pthread_mutex_unlock(&e->lock);
	eventfd_write(e->wake, 1);
	pthread_join(e->pump, NULL);
	for (unsigned int i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		while ((c = STAILQ_FIRST(lists[i]))) {
			STAILQ_REMOVE_HEAD(lists[i], next);
			forget(e, c);
		}
	free(e->all);
}

static struct engine *refuse(struct engine *e, const char *why)
{
	log_error("disk %s: %s", e->link.uri, why);
	engine_close(e);
	return NULL;
}

struct engine *engine_open(const struct engine_source *source)
{
	struct engine *e = calloc(1, sizeof(*e));
	time_t end = nbdlink_now() + CONNECT_S;

	if (!e)
		return NULL;
	e->link.uri = source->name;
	e->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&e->lock, NULL);
	STAILQ_INIT(&e->held);
	STAILQ_INIT(&e->todo);
	STAILQ_INIT(&e->done);
	STAILQ_INIT(&e->calls);
	nbdlink_begin(&e->link);
	while (e->link.nbd && !e->link.up && nbdlink_now() < end)
		if (!nbdlink_step(&e->link, -1, TICK_MS))
			nbdlink_drop(&e->link);
	if (!e->link.up)
		return refuse(e, e->link.why[0] ? e->link.why : "no answer");
	nbdlink_export(&e->link, &e->export);
	e->ro = source->ro;
	if (e->export.ro && !e->ro)
		return refuse(e, "the server has it read-only");
	if (!e->export.size || e->export.size % LUCID_SECTOR)
		return refuse(e, "its size is 0 or no multiple of 512");
	if (e->export.block > 4096)
		return refuse(e, "the server takes no blocks of 4096 bytes or less");
	return e;
}

bool engine_limits(const struct engine *e, struct engine_limits *limits)
{
	const struct nbd_export *x = &e->export;

	*limits = (struct engine_limits){
		.size = x->size - x->size % x->block,
		.logical = x->block == LUCID_SECTOR ? LUCID_SECTOR : 4096,
		.physical = 4096,
		.optimal = x->preferred > 4096 ? x->preferred : 0,
		.discard = x->trim && !e->ro ? 4096 : 0,
		.flush = x->flush && !e->ro,
		.zeroes = x->zero && !e->ro,
	};
	return true;
}

/* Ends come by the eventfd. */
int engine_fd(const struct engine *e, short *events)
{
	(void)e;
	*events = 0;
	return -1;
}

void engine_close(struct engine *e)
{
	nbdlink_end(&e->link);
	close(e->wake);
	pthread_mutex_destroy(&e->lock);
	free(e);
}
