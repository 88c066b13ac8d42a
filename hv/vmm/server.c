// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device's back end in a process of its own, as the VMM sees it. Nothing here waits for the
 * process, which is not trusted, but for the first offer and at the end.
 */
#define _GNU_SOURCE
#include "hv/vmm/server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "hv/vmm/spawn.h"
#include "hv/vmm/mail.h"
#include "spec/gen/lucid_names.h"

#define BILLION		1000000000ULL
#define RETRY_NS	10000000	/* between looks at I/O that goes on */
#define FIRST_TRIES	20	/* for the data itself, and the time between two of them */
#define FIRST_NS	100000000
#define FIRST_MS	60000		/* for the first offer */
#define DEATHS		5		/* in so many seconds, without any work: it is given up */
#define DEATHS_NS	(10 * BILLION)

#define NO_DATA		"its data cannot be had"

static int events = -1;
static int timer = -1;

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * BILLION + (uint64_t)ts.tv_nsec;
}

static int watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(events, EPOLL_CTL_ADD, fd, &event);
}

int server_events(void)
{
	events = epoll_create1(EPOLL_CLOEXEC);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return events < 0 || timer < 0 || watch(timer) ? -1 : events;
}

static void look_again(void)
{
	const struct itimerspec soon = { .it_value.tv_nsec = RETRY_NS };

	timerfd_settime(timer, 0, &soon, NULL);
}

static void drop_fds(struct server *v)
{
	for (int i = 0; i < v->fds; i++)
		close(v->fd[i]);
	v->fds = 0;
}

/* The last error is this, if the process has not said more. */
static void died(struct device *d, const char *how, bool said)
{
	struct server *v = &d->server;
	uint64_t t = now();

	if (!v->deaths || t - v->first_ns > DEATHS_NS) {
		v->deaths = 0;
		v->first_ns = t;
	}
	v->given_up = ++v->deaths >= DEATHS;
	log_error("%s %u: %s%s", d->kind->name, d->offer.id, how,
		  v->given_up ? "; too often, it is given up" : "");
	if (!said)
		snprintf(v->error, sizeof(v->error), "%s", how);
}

int server_init(struct device *d)
{
	struct server *v = &d->server;

	v->pidfd = -1;
	v->sock = -1;
	/* The I/O of one that is dead just now, another VMM's too, ends soon. */
	for (unsigned int i = 0; i < FIRST_TRIES && !v->fds; i++) {
		if (i)
			nanosleep(&(struct timespec){ .tv_nsec = FIRST_NS }, NULL);
		v->fds = v->sources(d, v->fd);
	}
	if (!v->fds)
		log_error("%s: %s", v->name, v->waits ? v->waits : "in use by another process");
	return v->fds > 0 ? 0 : -1;
}

static int greet(struct device *d)
{
	struct server *v = &d->server;
	struct mail_start start = {
		.kind = MAIL_START, .id = d->offer.id, .ro = v->ro, .channels = d->offer.channels,
		.variant = v->variant, .features = d->offer.features,
	};

	memcpy(start.config, d->offer.config, sizeof(start.config));
	snprintf(start.name, sizeof(start.name), "%s", v->name);
	return mail_send(v->sock, &start, sizeof(start), v->fd, (unsigned int)v->fds);
}

void server_start(struct device *d)
{
	struct server *v = &d->server;
	char what[32], why[SERVER_TEXT];
	int err;

	snprintf(what, sizeof(what), "%s%u", d->kind->name, d->offer.id);
	v->pid = v->fds > 0 ? spawn(v->program, what, &v->pidfd, &v->sock) : -1;
	if (v->pid < 0) {
		snprintf(why, sizeof(why), "cannot start %s: %s", v->program, strerror(errno));
		if (v->fds > 0)
			died(d, why, false);
		drop_fds(v);
		v->ended = SERVER_DIED;
		v->phase = SERVER_ENDING;
		look_again();
		return;
	}
	v->phase = SERVER_STARTING;
	v->ended = SERVER_DIED;
	v->renewed = false;
	err = watch(v->pidfd) || watch(v->sock) || greet(d);
	drop_fds(v);
	if (err)
		syscall(SYS_pidfd_send_signal, v->pidfd, SIGKILL, NULL, 0);
}

/* Words of a process that is not trusted: printable, whole lines, and not too many. */
static void words(struct device *d, const struct mail_text *text, size_t len)
{
	struct server *v = &d->server;
	char line[MAIL_TEXT + 1] = "", prefix[32];
	size_t n = 0;
	bool named;

	if (now() - v->words_ns > BILLION) {
		v->words = 10;
		v->words_ns = now();
	}
	if (!v->words)
		return;
	v->words--;
	for (; n < len && text->text[n]; n++)
		line[n] = text->text[n] >= ' ' && text->text[n] <= '~' ? text->text[n] : '?';
	snprintf(prefix, sizeof(prefix), "%s %u: ", d->kind->name, d->offer.id);
	named = !strncmp(line, prefix, strlen(prefix));
	if (text->kind == MAIL_INFO) {
		log_info("%s%s", named ? "" : prefix, line);
		return;
	}
	log_error("%s%s", named ? "" : prefix, line);
	snprintf(v->error, sizeof(v->error), "%.*s", SERVER_TEXT - 1,
		 line + (named ? strlen(prefix) : 0));
}

/*
 * What it offers counts from the next offer on; its configuration, which it may change, at once. Of
 * a device that the VMM looks at by itself it has nothing to say.
 */
static void offered(struct device *d, const struct mail_offer *offer)
{
	struct server *v = &d->server;

	if (v->phase == SERVER_STARTING) {
		v->phase = SERVER_IDLE;
		if (!d->ops->renew)
			d->offer.features = offer->features;
	}
	if (d->ops->renew)
		return;
	memcpy(d->offer.config, offer->config, sizeof(d->offer.config));
	v->renewed = true;
}

static void hear(struct device *d)
{
	struct server *v = &d->server;
	union mail message;
	ssize_t n = 1;

	for (int i = 0; i < 16 && n > 0; i++) {
		n = mail_receive(v->sock, &message, MSG_DONTWAIT, NULL, NULL);
		if (n == sizeof(message.offer) && message.kind == MAIL_OFFER)
			offered(d, &message.offer);
		else if (n > (ssize_t)sizeof(message.kind) &&
			 (message.kind == MAIL_ERROR || message.kind == MAIL_INFO))
			words(d, &message.text, (size_t)n - sizeof(message.kind));
	}
	/* It is dying, which can take a while: the rest is the pidfd's to tell. */
	if (!n)
		epoll_ctl(events, EPOLL_CTL_DEL, v->sock, NULL);
}

/* Whether the session that has ended did any work. */
static bool worked(const struct device *d)
{
	for (unsigned int c = 0; c < d->offer.channels; c++) {
		const uint8_t *slot = d->halves + (size_t)d->offer.comp_stride * c +
				      LUCID_RING_SLOTS;
		uint32_t size = d->kind->comp_slot[c % 2];

		if (READ_ONCE(*(const uint32_t *)(slot + size - sizeof(uint32_t))))
			return true;
	}
	return false;
}

/* The process is dead: how? */
static void bury(struct device *d)
{
	struct server *v = &d->server;
	siginfo_t info = { .si_pid = 0 };
	char how[SERVER_TEXT];
	bool serving = v->phase == SERVER_SERVING;

	if (waitid(P_PIDFD, (id_t)v->pidfd, &info, WEXITED | WNOHANG) || !info.si_pid)
		return;
	hear(d);
	close(v->pidfd);
	close(v->sock);
	v->pidfd = -1;
	v->sock = -1;
	v->pid = 0;
	/* Before it offers, what is there is the last one's. */
	if (d->halves && v->phase != SERVER_STARTING && worked(d))
		v->deaths = 0;
	look_again();
	if (v->phase == SERVER_ENDING)
		return;
	v->phase = SERVER_ENDING;
	if (serving && info.si_code == CLD_EXITED && info.si_status >= LUCID_CLOSE_NORMAL &&
	    info.si_status <= LUCID_CLOSE_TIMEOUT) {
		v->ended = info.si_status;
		snprintf(v->error, sizeof(v->error), "the guest's session ended: %s",
			 lucid_close_name((uint32_t)v->ended));
		return;
	}
	v->ended = SERVER_DIED;
	v->restarts++;
	snprintf(how, sizeof(how), "its back end was ended by %s %d",
		 info.si_code == CLD_EXITED ? "status" : "signal", info.si_status);
	died(d, how, info.si_code == CLD_EXITED && info.si_status == BACKEND_FAILED);
}

/* Nothing is left of it once its data can be opened anew. */
static void fence(struct device *d)
{
	struct server *v = &d->server;

	v->fds = v->sources(d, v->fd);
	if (!v->fds) {
		look_again();
		return;
	}
	if (v->fds < 0) {
		v->given_up = true;
		snprintf(v->error, sizeof(v->error), "%s", v->waits ? v->waits : NO_DATA);
		log_error("%s %u: %s; it is given up", d->kind->name, d->offer.id, NO_DATA);
	}
	v->phase = SERVER_NONE;
}

void server_look(struct device *d)
{
	struct server *v = &d->server;
	uint64_t count;

	(void)!read(timer, &count, sizeof(count));
	if (v->sock >= 0)
		hear(d);
	if (v->pidfd >= 0)
		bury(d);
	if (v->phase == SERVER_ENDING && v->pidfd < 0)
		fence(d);
}

int server_await(struct device *d)
{
	struct server *v = &d->server;
	uint64_t end = now() + FIRST_MS * (BILLION / 1000);

	while (v->phase == SERVER_STARTING && now() < end) {
		struct pollfd fds[] = {
			{ .fd = v->sock, .events = POLLIN }, { .fd = v->pidfd, .events = POLLIN },
		};

		poll(fds, 2, 100);
		server_look(d);
	}
	if (v->phase == SERVER_IDLE)
		return 0;
	if (v->phase == SERVER_STARTING)
		log_error("%s %u: %s says nothing", d->kind->name, d->offer.id, v->program);
	return -1;
}

uint32_t server_serve(struct device *d, const struct partition *p, const struct lucid_answer *a)
{
	struct session *s = &d->session;
	struct mail_session m = {
		.kind = MAIL_SESSION, .order = a->order, .channels = a->channels,
		.sub_stride = a->sub_stride, .comp_stride = d->offer.comp_stride,
		.features = a->features, .windows = s->windows,
	};
	uint64_t bytes = (uint64_t)d->offer.comp_stride * a->channels;
	uint32_t reason = device_windows(d, p, a);
	int fd[MAIL_FDS], err;
	unsigned int n = 0;

	if (reason != LUCID_CLOSE_OPEN)
		return reason;
	fd[n++] = partition_window(p, d->offer.comp_gpa, bytes,
				   LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
	fd[n++] = s->submission.fd;
	for (unsigned int i = 0; i < LUCID_DEV_WINDOWS; i++)
		if (s->window[i].fd >= 0)
			fd[n++] = s->window[i].fd;
	fd[n++] = s->kick;
	for (unsigned int c = 0; c < a->channels; c++)
		fd[n++] = s->channel[c].call;
	err = fd[0] < 0 || mail_send(d->server.sock, &m, sizeof(m), fd, n);
	/* The answer is good all the same, and the next process will have it. */
	if (err) {
		log_error("%s %u: session: %s", d->kind->name, d->offer.id, strerror(errno));
		syscall(SYS_pidfd_send_signal, d->server.pidfd, SIGKILL, NULL, 0);
	}
	close(fd[0]);
	session_detach(s);
	d->server.phase = SERVER_SERVING;
	return LUCID_CLOSE_OPEN;
}

void server_renew(struct device *d)
{
	struct server *v = &d->server;
	struct mail_renew message = { .kind = MAIL_RENEW };

	if (v->phase == SERVER_NONE || v->phase == SERVER_ENDING)
		return;
	memcpy(message.config, d->offer.config, sizeof(message.config));
	if (mail_send(v->sock, &message, sizeof(message), NULL, 0))
		return;
	/* Before a session it waits at the socket anyway, and may not be ready for signals. */
	if (v->phase != SERVER_SERVING)
		return;
	syscall(SYS_pidfd_send_signal, v->pidfd, SIGHUP, NULL, 0);
	eventfd_write(d->session.kick, 1);
}

void server_kill(struct device *d)
{
	struct server *v = &d->server;

	if (v->pidfd < 0 || v->phase == SERVER_ENDING)
		return;
	v->phase = SERVER_ENDING;
	v->ended = SERVER_TOLD;
	syscall(SYS_pidfd_send_signal, v->pidfd, SIGKILL, NULL, 0);
}

void server_replace(struct device *d)
{
	struct server *v = &d->server;

	if (v->fds > 0) {
		drop_fds(v);
		v->fds = v->sources(d, v->fd);
	}
	server_kill(d);
	/* The child's requests wait for the next one, as when it had died. */
	v->ended = SERVER_DIED;
}

void server_end(struct device *d)
{
	struct server *v = &d->server;

	server_kill(d);
	if (v->pidfd >= 0)
		waitid(P_PIDFD, (id_t)v->pidfd, &(siginfo_t){ 0 }, WEXITED);
}

void server_forgive(struct device *d)
{
	d->server.given_up = false;
	d->server.deaths = 0;
}
