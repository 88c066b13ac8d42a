// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine of disks behind an NBD server (engine.h, with libnbd): one connection, made by
 * somebody else, and copies of all data, so that memory of the child which goes away in the middle
 * never leaves libnbd in an odd state. When the connection ends, so does the process: the VMM knows
 * what to do then.
 */
#include "hv/vmm/nbd.h"

#include <errno.h>
#include <libnbd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>
#include <unistd.h>

#include "hv/vmm/disk.h"
#include "hv/vmm/engine.h"
#include "hv/vmm/log.h"
#include "hv/vmm/mail.h"
#include "spec/gen/lucid_abi.h"

#define ROOM		(16U << 20)	/* bytes of copies at a time; one call may always go */
#define RANGE		(1U << 30)	/* bytes of a range at a time; the wire has 32 bits */
#define GREETING_S	10
#define BLOCK		4096U		/* what a server likes that says nothing of it */

struct call {
	STAILQ_ENTRY(call) next;
	struct engine *engine;
	struct disk_io *io;
	uint8_t *copy;		/* of the data; NULL: there is none */
	uint64_t offset, left;	/* bytes: where the next command starts, and what is left to do */
	uint32_t now;		/* bytes of the command that is out */
	bool out;		/* one is */
	bool sync;		/* all is written, but has to be flushed too */
	int err;		/* errno, when it is over */
};

STAILQ_HEAD(calls, call);

/* A call goes from unused to held (until there is room), todo, the server, todo again or done. */
struct engine {
	struct nbd_handle *nbd;
	char name[NBD_NAME];
	struct engine_limits limits;
	struct call *all;
	struct calls unused, held, todo, done;
	size_t room;		/* bytes that may still be copied */
	const char *lost;	/* why the server is of no more use; NULL: it is */
};

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

static void finish(struct call *c, int err)
{
	c->err = err;
	STAILQ_INSERT_TAIL(&c->engine->done, c, next);
}

/* A command is done: the next part of the call, a flush, or the end. libnbd is not called here. */
static int answered(void *user, int *error)
{
	struct call *c = user;
	struct engine *e = c->engine;

	c->out = false;
	if (*error == ENOTCONN || *error == ESHUTDOWN) {
		e->lost = "the server shuts down";
		return 1;
	}
	if (*error) {
		finish(c, *error);
		return 1;
	}
	c->offset += c->now;
	c->left -= c->now;
	if (!c->left && (!c->io->fua || c->sync || !e->limits.flush)) {
		finish(c, 0);
		return 1;
	}
	c->sync = !c->left;
	STAILQ_INSERT_TAIL(&e->todo, c, next);
	return 1;
}

/* Gives the next command of a call to libnbd. A server need not know FUA: a flush does it too. */
static void send_next(struct engine *e, struct call *c)
{
	nbd_completion_callback cb = { .callback = answered, .user_data = c };
	bool flush = c->sync || c->io->op == LUCID_BLK_FLUSH;
	int64_t cookie;

	c->out = true;
	c->now = flush ? 0 : (uint32_t)(c->left < RANGE ? c->left : RANGE);
	if (flush)
		cookie = nbd_aio_flush(e->nbd, cb, 0);
	else if (c->io->op == LUCID_BLK_READ)
		cookie = nbd_aio_pread(e->nbd, c->copy, c->now, c->offset, cb, 0);
	else if (c->io->op == LUCID_BLK_WRITE)
		cookie = nbd_aio_pwrite(e->nbd, c->copy, c->now, c->offset, cb, 0);
	else if (c->io->op == LUCID_BLK_DISCARD)
		cookie = nbd_aio_trim(e->nbd, c->now, c->offset, cb, 0);
	else
		cookie = nbd_aio_zero(e->nbd, c->now, c->offset, cb, 0);
	/* libnbd has refused it, and may have told the callback so as well. */
	if (cookie < 0 && c->out)
		finish(c, nbd_get_errno());
}

/* libnbd's word for the last thing that it could not do. */
static const char *trouble(void)
{
	const char *why = nbd_get_error();

	return why && *why ? why : "the server closed the connection";
}

static bool broken(const struct engine *e)
{
	return nbd_aio_is_dead(e->nbd) || nbd_aio_is_closed(e->nbd);
}

/* The end of the process, when the server is of no more use. */
static void look(struct engine *e)
{
	if (broken(e))
		e->lost = trouble();
	if (!e->lost)
		return;
	log_error("disk %s: the connection is lost: %s", e->name, e->lost);
	_exit(BACKEND_FAILED);
}

/* One event of the socket, if one comes in so many milliseconds. Reading finds hang-ups. */
static void hear(struct engine *e, int ms)
{
	struct pollfd fd;

	fd.fd = engine_fd(e, &fd.events);
	if (poll(&fd, 1, ms) <= 0)
		return;
	if ((fd.events & POLLIN) && (fd.revents & ~POLLOUT))
		nbd_aio_notify_read(e->nbd);
	else if (fd.events & POLLOUT)
		nbd_aio_notify_write(e->nbd);
}

/* Hears what there is, and sends what there is, without waiting. */
static void turn(struct engine *e)
{
	struct call *c;

	hear(e, 0);
	look(e);
	while ((c = STAILQ_FIRST(&e->todo))) {
		STAILQ_REMOVE_HEAD(&e->todo, next);
		send_next(e, c);
		look(e);
	}
}

void engine_push(struct engine *e)
{
	struct call *c;

	while ((c = STAILQ_FIRST(&e->held))) {
		size_t len = length(c->io);
		bool copied;

		if (len > e->room && e->room < ROOM)
			break;
		copied = copy_in(c);
		STAILQ_REMOVE_HEAD(&e->held, next);
		e->room -= len < e->room ? len : e->room;
		if (copied)
			STAILQ_INSERT_TAIL(&e->todo, c, next);
		else
			finish(c, ENOMEM);
	}
	turn(e);
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

	if (STAILQ_EMPTY(&e->done))
		engine_push(e);
	c = STAILQ_FIRST(&e->done);
	if (!c)
		return NULL;
	io = c->io;
	at = c->copy;
	io->status = c->err ? disk_status(c->err == EPERM ? EROFS : c->err) : LUCID_IO_OK;
	for (unsigned int i = 0; !c->err && io->op == LUCID_BLK_READ && i < io->n; i++) {
		memcpy(io->iov[i].iov_base, at, io->iov[i].iov_len);
		at += io->iov[i].iov_len;
	}
	STAILQ_REMOVE_HEAD(&e->done, next);
	forget(e, c);
	return io;
}

bool engine_arm(struct engine *e)
{
	return !STAILQ_EMPTY(&e->done) || !STAILQ_EMPTY(&e->todo);
}

int engine_start(struct engine *e, unsigned int most, int event)
{
	(void)event;
	e->all = calloc(most, sizeof(*e->all));
	if (!e->all)
		return -1;
	for (unsigned int i = 0; i < most; i++)
		STAILQ_INSERT_TAIL(&e->unused, &e->all[i], next);
	e->room = ROOM;
	return 0;
}

/* The copies are libnbd's until the process ends, which is now; no memory of the child is used. */
void engine_stop(struct engine *e)
{
	(void)e;
}

static int refuse(const struct engine *e, const char *why)
{
	log_error("disk %s: %s", e->name, why);
	return -1;
}

/* What can be offered of an export, as it is and as the child knows it. */
static int judge(struct engine *e, const struct engine_source *source)
{
	const struct engine_limits *was = &source->was;
	int64_t size = nbd_get_size(e->nbd);
	int64_t block = nbd_get_block_size(e->nbd, LIBNBD_SIZE_MINIMUM);
	int64_t preferred = nbd_get_block_size(e->nbd, LIBNBD_SIZE_PREFERRED);
	bool rw = !source->ro;
	char text[96];

	if (rw && nbd_is_read_only(e->nbd))
		return refuse(e, was->size ? "it is read-only now, and was writable" :
			      "the server has it read-only");
	if (size <= 0 || size % LUCID_SECTOR)
		return refuse(e, "its size is 0 or no multiple of 512");
	if (block > (int64_t)BLOCK)
		return refuse(e, "the server takes no blocks of 4096 bytes or less");
	e->limits = (struct engine_limits){
		.logical = block <= LUCID_SECTOR ? LUCID_SECTOR : BLOCK,
		.physical = BLOCK,
		.optimal = preferred > (int64_t)BLOCK ? (uint32_t)preferred : 0,
		.discard = rw && nbd_can_trim(e->nbd) > 0 ? BLOCK : 0,
		.flush = rw && nbd_can_flush(e->nbd) > 0,
		.zeroes = rw && nbd_can_zero(e->nbd) > 0,
	};
	e->limits.size = (uint64_t)size - (uint64_t)size % e->limits.logical;
	snprintf(text, sizeof(text), "%llu bytes in blocks of %u now, was %llu in blocks of %u",
		 (unsigned long long)e->limits.size, e->limits.logical,
		 (unsigned long long)was->size, was->logical);
	if (was->size && (e->limits.size != was->size || e->limits.logical != was->logical))
		return refuse(e, text);
	return 0;
}

/* Speaks with the server until it takes requests. */
static int negotiate(struct engine *e, int sock)
{
	time_t end = time(NULL) + GREETING_S;
	struct nbd_name name;

	e->nbd = nbd_parse(e->name, &name) ? NULL : nbd_create();
	if (!e->nbd || nbd_set_export_name(e->nbd, name.export) ||
	    nbd_aio_connect_socket(e->nbd, sock))
		return refuse(e, trouble());
	while (!nbd_aio_is_ready(e->nbd)) {
		if (broken(e))
			return refuse(e, trouble());
		if (time(NULL) >= end)
			return refuse(e, "the server says nothing");
		hear(e, 200);
	}
	return 0;
}

struct engine *engine_open(const struct engine_source *source)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	snprintf(e->name, sizeof(e->name), "%s", source->name);
	STAILQ_INIT(&e->unused);
	STAILQ_INIT(&e->held);
	STAILQ_INIT(&e->todo);
	STAILQ_INIT(&e->done);
	if (!negotiate(e, source->fd[0]) && !judge(e, source))
		return e;
	nbd_close(e->nbd);
	free(e);
	return NULL;
}

bool engine_limits(const struct engine *e, struct engine_limits *limits)
{
	*limits = e->limits;
	return true;
}

int engine_fd(const struct engine *e, short *events)
{
	unsigned int want = nbd_aio_get_direction(e->nbd);

	*events = (short)((want & LIBNBD_AIO_DIRECTION_READ ? POLLIN : 0) |
			  (want & LIBNBD_AIO_DIRECTION_WRITE ? POLLOUT : 0));
	return nbd_aio_get_fd(e->nbd);
}
