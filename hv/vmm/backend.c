// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a back end's process: into the sandbox, the device's data, an offer, one session,
 * the end. It never ends a session to begin another one: the VMM kills it and starts a new process.
 */
#include "hv/vmm/backend.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "hv/vmm/guard.h"
#include "hv/vmm/log.h"

#define SOCK	0

static struct device device;

static void on_hup(int sig)
{
	(void)sig;
	device.session.attention = true;
}

static int catch(void)
{
	const struct sigaction action = { .sa_handler = on_hup };

	signal(SIGPIPE, SIG_IGN);
	return sigaction(SIGHUP, &action, NULL) || guard_init();
}

static int offer(const struct device *d)
{
	struct mail_offer message = { .kind = MAIL_OFFER, .features = d->offer.features };

	memcpy(message.config, d->offer.config, sizeof(message.config));
	return mail_send(SOCK, &message, sizeof(message), NULL, 0);
}

static void renew(struct device *d, const struct mail_renew *message)
{
	if (d->ops->renew && d->ops->renew(d, message->config))
		offer(d);
}

/* In a session: the VMM has written something. */
static void attend(struct session *s)
{
	union mail message;

	while (mail_receive(SOCK, &message, MSG_DONTWAIT, NULL, NULL) > 0)
		if (message.kind == MAIL_RENEW)
			renew(s->dev, &message.renew);
}

/* Waits for a message of this kind; what else comes is a wish to renew. */
static int await(uint32_t kind, size_t len, union mail *message, int *fd, unsigned int *fds)
{
	for (;;) {
		ssize_t n = mail_receive(SOCK, message, 0, fd, fds);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			exit(BACKEND_FAILED);	/* the VMM is gone */
		if (message->kind == kind && (size_t)n == len)
			return 0;
		if (message->kind == MAIL_RENEW && device.ops)
			renew(&device, &message->renew);
	}
}

static int begin(const struct backend_program *program, struct device *d)
{
	union mail message;
	int fd[MAIL_FDS];
	unsigned int fds;

	await(MAIL_START, sizeof(message.start), &message, fd, &fds);
	message.start.name[MAIL_NAME - 1] = '\0';
	d->kind = program->kind;
	d->ended = -1;
	d->offer.id = (uint16_t)message.start.id;
	d->offer.channels = (uint16_t)message.start.channels;
	memcpy(d->offer.config, message.start.config, sizeof(d->offer.config));
	return program->open(d, &message.start, fd, fds);
}

/* The descriptors in their order; a session that lacks one is not the VMM's. */
static void hand_out(struct session *s, const int *fd, unsigned int fds,
		     const struct lucid_windows *windows, struct window *halves)
{
	unsigned int next = 0;

	halves->fd = fd[next++];
	s->submission.fd = fd[next++];
	for (unsigned int i = 0; i < LUCID_DEV_WINDOWS; i++)
		s->window[i].fd = windows->bytes[i] ? fd[next++] : -1;
	s->kick = fd[next++];
	for (unsigned int c = 0; c < s->channels; c++)
		s->channel[c].call = fd[next++];
	if (next == fds)
		return;
	log_error("a session of %u descriptors, not %u", fds, next);
	exit(BACKEND_FAILED);
}

static uint32_t open_session(struct device *d)
{
	struct session *s = &d->session;
	const struct mail_session *m;
	struct window halves = { .fd = -1 };
	union mail message;
	int fd[MAIL_FDS];
	unsigned int fds;
	uint32_t reason;

	await(MAIL_SESSION, sizeof(message.session), &message, fd, &fds);
	m = &message.session;
	if (m->channels > DEV_MAX_CHANNELS)
		exit(BACKEND_FAILED);
	session_reset(s, d);
	s->attend = attend;
	s->features = m->features;
	s->channels = m->channels;
	s->windows = m->windows;
	hand_out(s, fd, fds, &m->windows, &halves);
	halves.size = (uint64_t)m->comp_stride * m->channels;
	if (window_map(&halves, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE))
		return LUCID_CLOSE_BAD_ADDRESS;
	d->halves = halves.base;
	d->offer.comp_stride = m->comp_stride;
	reason = session_attach(s, m->order, m->sub_stride);
	if (reason == LUCID_CLOSE_OPEN && d->ops->start)
		reason = (uint32_t)-d->ops->start(s);
	return reason;
}

int backend_main(const struct backend_program *program)
{
	struct device *d = &device;
	uint32_t reason;

	if (sandbox_enter(program->filter, program->filters) || catch() || begin(program, d) ||
	    offer(d))
		return BACKEND_FAILED;
	reason = open_session(d);
	if (reason != LUCID_CLOSE_OPEN) {
		log_error("the session cannot begin: %s", strerror(errno));
		return (int)reason;
	}
	session_thread(&d->session);
	return d->session.ended - 1;
}
