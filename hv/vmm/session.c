// SPDX-License-Identifier: GPL-2.0-only
/*
 * The thread of a session: serves its channels until it is told to stop, the child closes, or the
 * child breaks the protocol or takes memory away that is in use.
 */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hv/vmm/device.h"
#include "hv/vmm/guard.h"
#include "hv/vmm/log.h"
#include "spec/gen/lucid_names.h"

/* Tells the child, in every channel, why this is the end. */
static void close_channels(struct session *s, uint32_t reason)
{
	for (unsigned int c = 0; c < s->channels; c++) {
		lucid_back_close(&s->channel[c].back, reason);
		eventfd_write(s->channel[c].call, 1);
	}
}

/* One round over all channels: how much was done, or minus a reason. */
static int serve_all(struct session *s)
{
	int done = 0;

	for (unsigned int c = 0; c < s->channels; c++) {
		struct channel *ch = &s->channel[c];
		int n = s->dev->ops->serve(s, c);

		if (lucid_tx_flush(&ch->back.tx))
			eventfd_write(ch->call, 1);
		if (n < 0)
			return n;
		if (lucid_back_peer_closed(&ch->back) != LUCID_CLOSE_OPEN)
			return -LUCID_CLOSE_NORMAL;
		done += n;
	}
	return done;
}

static bool arm_all(struct session *s)
{
	bool work = false;

	for (unsigned int c = 0; c < s->channels; c++)
		work |= s->dev->ops->arm(s, c);
	return work;
}

/* From now on the kernel watches a channel's descriptor as ch->poll says. -1: errno. */
static int watch(struct session *s, struct channel *ch, int fd)
{
	struct epoll_event event = { .events = (uint32_t)ch->poll, .data.ptr = ch };
	int op = !ch->watched ? EPOLL_CTL_ADD : ch->poll ? EPOLL_CTL_MOD : EPOLL_CTL_DEL;

	if (epoll_ctl(s->events, op, fd, &event))
		return -1;
	ch->watched = ch->poll;
	return 0;
}

/* Of the kick only edges count, so that nobody has to read it. -1: errno. */
static int watch_kick(struct session *s)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };

	s->events = epoll_create1(EPOLL_CLOEXEC);
	if (s->events < 0)
		return -1;
	return epoll_ctl(s->events, EPOLL_CTL_ADD, s->kick, &event);
}

/* 1: something is ready for sure, 0: nobody knows, -1: errno. */
static int watch_all(struct session *s)
{
	int ready = 0;

	for (unsigned int c = 0; c < s->channels; c++) {
		struct channel *ch = &s->channel[c];

		if (ch->poll == ch->watched)
			continue;
		if (s->events < 0 && watch_kick(s))
			return -1;
		if (!watch(s, ch, s->dev->backend_fd[c]))
			continue;
		if (errno != EPERM)
			return -1;
		/* A file: there is always something, if only its end. */
		ch->readable = true;
		ready = 1;
	}
	return ready;
}

/* 0, or minus a reason. */
static int wait_for_work(struct session *s)
{
	struct epoll_event event[1 + DEV_MAX_CHANNELS];
	int ready = watch_all(s), n;
	eventfd_t count;

	if (ready < 0) {
		log_error("%s %u: epoll: %s", s->dev->kind->name, s->dev->offer.id,
			  strerror(errno));
		return -LUCID_CLOSE_NORMAL;
	}
	/* Without a back end to watch this is one call. */
	if (s->events < 0) {
		eventfd_read(s->kick, &count);
		return 0;
	}
	n = epoll_wait(s->events, event, 1 + DEV_MAX_CHANNELS, ready ? 0 : -1);
	for (int i = 0; i < n; i++) {
		struct channel *ch = event[i].data.ptr;

		if (ch)
			ch->readable = true;
	}
	return 0;
}

/* What guard_call() is to run, and why it came back: enum lucid_close; OPEN: it was told to. */
struct run {
	struct session *s;
	uint32_t reason;
};

static void run(void *arg)
{
	struct run *r = arg;

	while (!r->s->stop) {
		int done;

		if (atomic_exchange(&r->s->attention, false))
			r->s->attend(r->s);
		done = serve_all(r->s);
		if (!done && !arm_all(r->s))
			done = wait_for_work(r->s);
		if (done < 0) {
			r->reason = (uint32_t)-done;
			return;
		}
	}
}

void *session_thread(void *arg)
{
	struct session *s = arg;
	struct run r = { s, LUCID_CLOSE_OPEN };

	s->events = -1;
	if (!guard_call(run, &r)) {
		log_error("%s %u: the guest took memory away that is in use", s->dev->kind->name,
			  s->dev->offer.id);
		r.reason = LUCID_CLOSE_BAD_ADDRESS;
	}
	if (s->dev->ops->stop)
		s->dev->ops->stop(s);
	if (s->events >= 0)
		close(s->events);
	if (r.reason == LUCID_CLOSE_OPEN)
		return NULL;
	close_channels(s, r.reason);
	s->ended = 1 + (int)r.reason;
	log_info("%s %u: closed: %s", s->dev->kind->name, s->dev->offer.id,
		 lucid_close_name(r.reason));
	eventfd_write(s->dev->ended, 1);
	return NULL;
}
