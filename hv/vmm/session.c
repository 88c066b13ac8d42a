// SPDX-License-Identifier: GPL-2.0-only
/*
 * The thread of a session: serves its channels until it is told to stop, the child closes, or the
 * child breaks the protocol or takes memory away that is in use.
 */
#include <errno.h>
#include <poll.h>
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

static void wait_for_work(struct session *s)
{
	struct pollfd fds[1 + DEV_MAX_CHANNELS];
	struct channel *polled[1 + DEV_MAX_CHANNELS];
	unsigned int n = 1;
	eventfd_t count;

	fds[0] = (struct pollfd){ .fd = s->kick, .events = POLLIN };
	for (unsigned int c = 0; c < s->channels; c++) {
		if (!s->channel[c].poll)
			continue;
		polled[n] = &s->channel[c];
		fds[n++] = (struct pollfd){ .fd = s->dev->backend_fd[c],
					    .events = s->channel[c].poll };
	}
	/* Without a back end to watch one call is enough. */
	if (n > 1) {
		if (poll(fds, n, -1) < 0)
			return;
		for (unsigned int i = 1; i < n; i++)
			polled[i]->readable = fds[i].revents;
		if (!(fds[0].revents & POLLIN))
			return;
	}
	eventfd_read(s->kick, &count);
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

		if (done < 0) {
			r->reason = (uint32_t)-done;
			return;
		}
		if (!done && !arm_all(r->s))
			wait_for_work(r->s);
	}
}

void *session_thread(void *arg)
{
	struct session *s = arg;
	struct run r = { s, LUCID_CLOSE_OPEN };

	if (!guard_call(run, &r)) {
		log_error("%s %u: the guest took memory away that is in use", s->dev->kind->name,
			  s->dev->offer.id);
		r.reason = LUCID_CLOSE_BAD_ADDRESS;
	}
	if (s->dev->ops->stop)
		s->dev->ops->stop(s);
	if (r.reason == LUCID_CLOSE_OPEN)
		return NULL;
	close_channels(s, r.reason);
	s->ended = 1 + (int)r.reason;
	log_info("%s %u: closed: %s", s->dev->kind->name, s->dev->offer.id,
		 lucid_close_name(r.reason));
	eventfd_write(s->dev->ended, 1);
	return NULL;
}
