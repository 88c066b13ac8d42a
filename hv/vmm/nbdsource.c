// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMM's end of a disk behind an NBD server: the connection that the disk's process is given.
 * The VMM keeps it too, so that it can wait for its end when the process has died, and it asks
 * again for a server that is away. Nothing here waits.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hv/vmm/device.h"
#include "hv/vmm/log.h"
#include "hv/vmm/nbd.h"
#include "hv/vmm/options.h"

#define MAGIC		"NBDMAGIC"	/* how each server begins */
#define DRAIN		64		/* reads at a time */
#define RETRY_MS	500U
#define TELL_MS		1000U		/* what passes sooner is not worth a word */

struct source {
	struct nbd_name name;
	unsigned int hold_s;
	int last;		/* the connection of the last process; -1: it has ended */
	int next;		/* the one that is being made; -1: none is */
	bool known;		/* there was a connection before */
	bool told;		/* that we wait */
	uint64_t since;		/* we wait, in ms; 0: we do not */
	uint64_t again;		/* not to be tried before that */
	char why[SERVER_TEXT];
};

static struct source sources[OPT_MAX_DISKS];

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

int nbd_source_init(unsigned int id, const char *uri, unsigned int hold_s)
{
	struct source *s = &sources[id];
	const char *why;

	*s = (struct source){ .hold_s = hold_s, .last = -1, .next = -1 };
	why = nbd_parse(uri, &s->name);
	if (why)
		log_error("disk %s: %s", uri, why);
	return why ? -1 : 0;
}

/* Whether the last process's connection has been closed by the server: see nbd_source(). */
static bool over(struct source *s, const char *uri)
{
	char answers[16384];
	ssize_t n = 1;

	if (s->last < 0)
		return true;
	shutdown(s->last, SHUT_WR);
	for (int i = 0; i < DRAIN && n > 0; i++)
		n = recv(s->last, answers, sizeof(answers), MSG_DONTWAIT);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return false;
	/* A reset comes from a server, or a machine, that no longer knows of it. */
	if (n < 0 && errno != ECONNRESET)
		log_error("disk %s: how old requests ended is unknown: %s", uri, strerror(errno));
	close(s->last);
	s->last = -1;
	return true;
}

/* A machine that is gone for good should be missed within a minute, whatever we wait for. */
static void set_patience(int sock)
{
	static const struct { int level, name, value; } options[] = {
		{ SOL_SOCKET, SO_KEEPALIVE, 1 }, { IPPROTO_TCP, TCP_KEEPIDLE, 10 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 5 }, { IPPROTO_TCP, TCP_KEEPCNT, 4 },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, 30000 }, { IPPROTO_TCP, TCP_NODELAY, 1 },
	};

	for (unsigned int i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		setsockopt(sock, options[i].level, options[i].name, &options[i].value,
			   sizeof(options[i].value));
}

static int begin(struct source *s)
{
	int family = s->name.at.ss_family;

	s->next = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->next < 0)
		return errno;
	if (family != AF_UNIX)
		set_patience(s->next);
	if (connect(s->next, (struct sockaddr *)&s->name.at, s->name.len) && errno != EINPROGRESS)
		return errno == EAGAIN ? EBUSY : errno;
	return 0;
}

/*
 * Whether a server has begun to speak; it may have accepted the connection long before. EAGAIN: not
 * yet.
 */
static int greeted(int sock)
{
	char magic[sizeof(MAGIC) - 1];
	ssize_t n = recv(sock, magic, sizeof(magic), MSG_PEEK | MSG_DONTWAIT);

	if (n < 0)
		return errno;
	if (!n)
		return ECONNRESET;
	if (memcmp(magic, MAGIC, (size_t)n))
		return EPROTO;
	return n < (ssize_t)sizeof(magic) ? EAGAIN : 0;
}

/* One step towards a connection: 0, EAGAIN, or what is wrong. */
static int step(struct source *s)
{
	int err = 0;

	if (s->next < 0) {
		if (now_ms() < s->again)
			return EAGAIN;
		s->again = now_ms() + RETRY_MS;
		err = begin(s);
	}
	if (!err)
		err = greeted(s->next);
	if (err && err != EAGAIN && s->next >= 0) {
		close(s->next);
		s->next = -1;
	}
	return err;
}

/* What sources() says while there is none: the person hears of it once it takes long. */
static int wait_on(struct device *d, struct source *s, int err)
{
	struct server *v = &d->server;

	if (err != EAGAIN)
		snprintf(s->why, sizeof(s->why), "waits for its server: %s", strerror(err));
	else if (!s->since || s->last >= 0)
		snprintf(s->why, sizeof(s->why), "%s", s->last >= 0 ?
			 "waits for the server to end old requests" : "no answer of its server");
	v->waits = s->why;
	if (!s->known && err != EAGAIN) {
		log_error("disk %s: %s", v->name, strerror(err));
		return -1;
	}
	if (!s->since)
		s->since = now_ms();
	if (s->hold_s && now_ms() - s->since >= s->hold_s * 1000ULL) {
		log_error("disk %s: %s, for %u seconds now", v->name, s->why, s->hold_s);
		s->since = 0;
		return -1;
	}
	if (s->known && !s->told && now_ms() - s->since >= TELL_MS) {
		log_error("disk %s: %s", v->name, s->why);
		s->told = true;
	}
	return 0;
}

int nbd_source(struct device *d, int *fd)
{
	struct source *s = &sources[d->offer.id];
	struct server *v = &d->server;
	int err = over(s, v->name) ? step(s) : EAGAIN;

	if (!err) {
		fd[0] = fcntl(s->next, F_DUPFD_CLOEXEC, 0);
		err = fd[0] < 0 ? errno : 0;
	}
	if (err)
		return wait_on(d, s, err);
	if (s->told)
		log_error("disk %s: connected again", v->name);
	s->last = s->next;
	s->next = -1;
	s->known = true;
	s->told = false;
	s->since = 0;
	v->waits = NULL;
	return 1;
}
