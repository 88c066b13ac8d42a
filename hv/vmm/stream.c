// SPDX-License-Identifier: GPL-2.0-only
/*
 * passt as the network below a card: a process at the other end of a socket, on which each frame
 * comes after its length, four bytes with the highest first. It knows of no offloads and of one
 * queue. The guest's connections become connections of that process.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "hv/vmm/log.h"
#include "hv/vmm/wire.h"

#define STREAM_FRAME	(sizeof(uint32_t) + LUCID_NET_MAX_FRAME)

struct stream {
	struct wire wire;		/* first: our functions get this */
	bool gone;
	uint32_t have;			/* bytes in in[] */
	uint8_t in[STREAM_FRAME];
	uint32_t left, sent;		/* of out[]: what there was no room for of the last frame */
	uint8_t out[STREAM_FRAME];
};

/*
 * passt waits for the rest of a frame before it does anything else, so that is not for the next
 * frame to bring. Nobody waits for what is left when passt has ended.
 */
static bool busy(struct wire *w)
{
	struct stream *p = (struct stream *)w;
	ssize_t n;

	if (!p->left)
		return false;
	n = send(w->fd[0], p->out + p->sent, p->left, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN)
		n = p->left;
	if (n > 0) {
		p->sent += (uint32_t)n;
		p->left -= (uint32_t)n;
	}
	return p->left;
}

/* Keeps what is behind the first @n bytes, for later. */
static void keep(struct stream *p, const struct iovec *iov, int count, size_t n)
{
	p->left = p->sent = 0;
	for (int i = 0; i < count; i++) {
		size_t skip = n < iov[i].iov_len ? n : iov[i].iov_len;

		memcpy(p->out + p->left, (uint8_t *)iov[i].iov_base + skip, iov[i].iov_len - skip);
		p->left += (uint32_t)(iov[i].iov_len - skip);
		n -= skip;
	}
}

static ssize_t send_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	struct msghdr message = { .msg_iov = iov, .msg_iovlen = (size_t)n };
	struct stream *p = (struct stream *)w;
	uint32_t length = 0;
	ssize_t sent;

	if (busy(w)) {
		errno = EAGAIN;
		return -1;
	}
	for (int i = 1; i < n; i++)
		length += (uint32_t)iov[i].iov_len;
	length = htonl(length);
	/* In place of the offload header, which asks for nothing. */
	iov[0] = (struct iovec){ &length, sizeof(length) };
	sent = sendmsg(w->fd[queue], &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0 && errno == EAGAIN)
		sent = 0;
	if (sent >= 0)
		keep(p, iov, n, (size_t)sent);
	return sent;
}

/* The length of the frame that is there, 0: there is no whole one; -1: errno. */
static ssize_t whole(struct stream *p)
{
	uint32_t length;

	if (p->have < sizeof(length))
		return 0;
	memcpy(&length, p->in, sizeof(length));
	length = ntohl(length);
	if (!length || length > LUCID_NET_MAX_FRAME) {
		log_error("passt: a frame of %u bytes", length);
		p->gone = true;
		errno = EBADFD;
		return -1;
	}
	return p->have >= sizeof(length) + length ? (ssize_t)length : 0;
}

/* One look at the socket. */
static ssize_t look_at(struct stream *p)
{
	ssize_t n = recv(p->wire.fd[0], p->in + p->have, sizeof(p->in) - p->have, MSG_DONTWAIT);

	if (n > 0) {
		p->have += (uint32_t)n;
		return whole(p);
	}
	if (n < 0 && errno == EAGAIN)
		return 0;
	/* The reset says that it had not read all of what was sent. */
	log_error("passt: %s", n < 0 && errno != ECONNRESET ? strerror(errno) : "it has ended");
	p->gone = true;
	errno = EBADFD;
	return -1;
}

static ssize_t receive_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	struct stream *p = (struct stream *)w;
	ssize_t length = p->gone ? 0 : whole(p), at = sizeof(uint32_t);

	(void)queue;
	if (!length && !p->gone)
		length = look_at(p);
	if (!length)
		errno = p->gone ? EBADFD : EAGAIN;
	if (length <= 0)
		return -1;
	memset(iov[0].iov_base, 0, iov[0].iov_len);
	for (int i = 1; i < n && at < length + 4; i++) {
		size_t part = (size_t)(length + 4 - at);

		part = part < iov[i].iov_len ? part : iov[i].iov_len;
		memcpy(iov[i].iov_base, p->in + at, part);
		at += (ssize_t)part;
	}
	p->have -= (uint32_t)(length + 4);
	memmove(p->in, p->in + length + 4, p->have);
	return at - 4 + (ssize_t)iov[0].iov_len;
}

/* There is nothing to set: it has one queue, no offloads, and tells its guest alone. */
static int set(struct wire *w, const struct lucid_net_settings *s)
{
	(void)w;
	(void)s;
	return 0;
}

struct wire *stream_wire(const char *name, int fd)
{
	static const struct wire_ops ops = {
		.send = send_frame,
		.receive = receive_frame,
		.busy = busy,
		.set = set,
	};
	struct stream *p = calloc(1, sizeof(*p));

	if (!p) {
		log_error("%s: no memory", name);
		return NULL;
	}
	p->wire = (struct wire){
		.ops = &ops, .name = name, .mortal = true, .queues = 1, .fd = { fd },
	};
	return &p->wire;
}
