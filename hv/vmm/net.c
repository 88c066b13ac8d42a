// SPDX-License-Identifier: GPL-2.0-only
/*
 * Net back end: frames between the queues of a TAP, or of passt, and the channels (2q: to the
 * guest, 2q + 1: from it), with virtio's offload header, in place in the windows' memory.
 */
#include "hv/vmm/net.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "hv/vmm/backend.h"
#include "hv/vmm/log.h"
#include "hv/vmm/wire.h"
#include "ring/net_settings.h"

#define NET_SLOTS	(1U << NET_ORDER)
#define NET_BATCH	64	/* frames of one direction before the other one's turn */
#define NET_ALONE	4	/* frames one by one until the next ones are thought so, too */
#define NET_DOUBT	16	/* one of so many of those is not */
#define NET_OVERHEAD	18	/* Ethernet header and one VLAN tag, above the MTU */

/* Empty buffers that the guest gave to a queue pair, first in first out, and their bytes. */
struct queue {
	struct lucid_net_buf buf[NET_SLOTS];
	uint32_t first;
	uint32_t count;
	uint64_t space;
	unsigned int frames;	/* read since there was said to be one */
	unsigned int alone;	/* that came, or are thought to have come, one by one */
};

struct net {
	struct wire *wire;
	uint32_t mtu;
	bool large;		/* the guest takes frames of more than the MTU */
	bool gone;		/* somebody has deleted the interface, or ended passt */
	struct lucid_net_terms terms;
	unsigned int queues;	/* that the guest answered with */
	struct lucid_net_settings settings;
	struct queue queue[LUCID_MAX_VPS];

	struct lucid_seg list[LUCID_NET_MAX_SEGS];
	struct iovec iov[1 + NET_SLOTS];
};

/* The longest frame that may come. */
static uint32_t longest(const struct net *n)
{
	return n->large ? LUCID_NET_MAX_FRAME : n->mtu + NET_OVERHEAD;
}

/* Takes checked settings over: 0, or -1 and those before hold. */
static int set(struct net *n, const struct lucid_net_settings *settings)
{
	struct wire *w = n->wire;

	if (w->ops->set(w, settings)) {
		log_error("%s: settings: %s", w->name, strerror(errno));
		w->ops->set(w, &n->settings);
		return -1;
	}
	n->settings = *settings;
	n->large = settings->offloads & (LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6);
	return 0;
}

static int start(struct session *s)
{
	struct net *n = s->backend;

	n->terms.features = s->features;
	n->terms.windows = s->windows;
	n->queues = s->channels / 2;
	n->gone = false;
	for (unsigned int q = 0; q < n->queues; q++)
		n->queue[q].first = n->queue[q].count = n->queue[q].space = 0;
	/* What holds until the guest says otherwise. */
	n->settings = (struct lucid_net_settings){
		.offloads = s->features & LUCID_NET_RX_OFFLOADS, .queues = n->queues,
		.hear = LUCID_NET_HEAR_ALL,
	};
	return set(n, &n->settings) ? -LUCID_CLOSE_BAD_FIELD : 0;
}

/* What a queue pair sent before it fell out of use goes the way of the first one. */
static bool used(const struct net *n, unsigned int c)
{
	return c / 2 < n->settings.queues;
}

/* What has no room, or is down, drops: as a wire does. */
static int send_status(ssize_t sent)
{
	if (sent >= 0)
		return LUCID_IO_OK;
	return errno == EFAULT ? -LUCID_CLOSE_BAD_ADDRESS : LUCID_IO_ERROR;
}

static int take_settings(struct session *s, unsigned int c, const struct lucid_net_tx *tx)
{
	struct net *n = s->backend;
	struct lucid_net_settings settings;
	int err = lucid_net_settings_slot(&n->terms, c, tx);

	if (err)
		return err;
	lucid_copy_out64(&settings, session_memory(s, &tx->seg[0]), sizeof(settings));
	err = lucid_net_settings_check(&settings, s->features, n->queues);
	if (err)
		return err;
	return set(n, &settings) ? LUCID_IO_ERROR : LUCID_IO_OK;
}

static int send_frame(struct session *s, unsigned int c, struct lucid_net_tx *tx)
{
	struct net *n = s->backend;
	struct iovec *iov = n->iov;
	const struct lucid_seg *segs = tx->seg;
	int status;

	if (tx->flags & LUCID_NET_SETTINGS)
		return take_settings(s, c, tx);
	status = lucid_net_tx_check(&n->terms, tx);

	if (!status && (tx->flags & LUCID_NET_INDIRECT)) {
		uint64_t total;

		lucid_list_copy(n->list, session_memory(s, &tx->seg[0]), tx->nseg);
		segs = n->list;
		status = lucid_net_tx_check_segs(&n->terms, tx, segs, &total);
	}
	if (status)
		return status;
	iov[0] = (struct iovec){ &tx->hdr, sizeof(tx->hdr) };
	for (unsigned int i = 0; i < tx->nseg; i++)
		iov[1 + i] = (struct iovec){ session_memory(s, &segs[i]), segs[i].len };
	return send_status(n->wire->ops->send(n->wire, used(n, c) ? c / 2 : 0, iov, 1 + tx->nseg));
}

/* There is no room below, and the guest's frames wait where they are. */
static bool stuck(struct net *n)
{
	return n->wire->ops->busy && n->wire->ops->busy(n->wire);
}

static int serve_tx(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct lucid_net_tx tx;
	int done = 0;

	while (done < NET_BATCH && !stuck(s->backend)) {
		int got = lucid_back_take(back, &tx);
		int status;

		if (got <= 0)
			return got < 0 ? got : done;
		status = send_frame(s, c, &tx);
		if (status < 0)
			return status;
		got = lucid_done_complete(back, tx.id, (enum lucid_io_status)status);
		if (got)
			return got;
		done++;
	}
	return done;
}

/* Collects empty buffers until the longest frame fits; 1: it does, 0: not yet. */
static int collect(struct net *n, struct queue *q, struct lucid_back *back)
{
	while (q->space < longest(n) && q->count < NET_SLOTS) {
		struct lucid_net_buf *buf = &q->buf[(q->first + q->count) % NET_SLOTS];
		int got = lucid_back_take(back, buf);

		if (got <= 0)
			return got;
		got = lucid_net_buf_check(&n->terms, buf);
		if (got)
			return got;
		q->count++;
		q->space += buf->seg.len;
	}
	return q->space >= longest(n);
}

/* An interface may come back, and the VMM sees to that. Another passt takes another process. */
static void lose(struct net *n)
{
	n->gone = true;
	if (n->wire->mortal)
		exit(BACKEND_FAILED);
}

/*
 * Whether to look for another frame without being told that there is one. An attempt in vain costs
 * nearly as much as a frame, and one in time saves a turn and wakes the guest once.
 */
static bool try_again(struct queue *q, bool got)
{
	bool first = got && !q->frames;
	bool again = got && (!first || q->alone < NET_ALONE || q->alone % NET_DOUBT == 0);

	if (first ? !again : !got && q->frames == 1)
		q->alone++;
	else if (got && !first)
		q->alone = 0;
	q->frames = again ? q->frames + 1 : 0;
	return again;
}

/* Reads one frame into the first buffers: its length, 0 if there is none. */
static int receive(struct session *s, unsigned int c, struct lucid_net_hdr *hdr)
{
	struct net *n = s->backend;
	struct queue *q = &n->queue[c / 2];
	uint32_t most = longest(n), room = 0, i;
	ssize_t len;

	n->iov[0] = (struct iovec){ hdr, sizeof(*hdr) };
	for (i = 0; i < q->count && room < most; i++) {
		const struct lucid_seg *seg = &q->buf[(q->first + i) % NET_SLOTS].seg;
		uint32_t part = seg->len < most - room ? seg->len : most - room;

		n->iov[1 + i] = (struct iovec){ session_memory(s, seg), part };
		room += part;
	}
	len = n->wire->ops->receive(n->wire, c / 2, n->iov, (int)(1 + i));
	s->channel[c].readable = try_again(q, len > 0);
	if (len < 0 && errno == EFAULT)
		return -LUCID_CLOSE_BAD_ADDRESS;
	if (len < 0 && errno == EBADFD)
		lose(n);
	return len > (ssize_t)sizeof(*hdr) ? (int)len - (int)sizeof(*hdr) : 0;
}

/* Completes as many buffers as a frame of so many bytes filled. */
static int deliver(struct queue *q, struct lucid_back *back, struct lucid_net_hdr hdr, uint32_t len)
{
	hdr.flags &= LUCID_NET_HDR_CSUM | LUCID_NET_HDR_VALID;
	while (len) {
		const struct lucid_net_buf *buf = &q->buf[q->first];
		struct lucid_net_frame frame = { .id = buf->id, .hdr = hdr };
		int err;

		frame.len = buf->seg.len < len ? buf->seg.len : len;
		len -= frame.len;
		frame.hdr.more = len != 0;
		q->space -= buf->seg.len;
		q->first = (q->first + 1) % NET_SLOTS;
		q->count--;
		err = lucid_back_complete(back, &frame);
		if (err)
			return err;
		hdr = (struct lucid_net_hdr){ 0 };
	}
	return 0;
}

/* Of a queue pair that is not in use there may still be an old word that it is readable. */
static bool ready(const struct session *s, unsigned int c)
{
	return s->channel[c].readable && used(s->backend, c);
}

static int serve_rx(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct net *n = s->backend;
	struct queue *q = &n->queue[c / 2];
	int done = 0;

	while (done < NET_BATCH) {
		struct lucid_net_hdr hdr = { 0 };
		int got = collect(n, q, back);

		if (got > 0)
			got = ready(s, c) ? receive(s, c, &hdr) : 0;
		if (got <= 0)
			return got < 0 ? got : done;
		got = deliver(q, back, hdr, (uint32_t)got);
		if (got)
			return got;
		done++;
	}
	return done;
}

static int serve(struct session *s, unsigned int c)
{
	return c % 2 ? serve_tx(s, c) : serve_rx(s, c);
}

/*
 * New buffers are worth a wake-up only if a frame would not fit into those that we have. The
 * descriptor of a queue that is not in use, or gone, says that there is an error, for ever.
 */
static bool arm(struct session *s, unsigned int c)
{
	struct net *n = s->backend;
	bool room = n->queue[c / 2].space >= longest(n);

	if (c % 2)
		return !stuck(n) && lucid_rx_arm(&s->channel[c].back.rx);
	s->channel[c].poll = room && used(n, c) && !n->gone ? POLLIN : 0;
	/* Both directions' descriptor, which is watched once. */
	if (stuck(n))
		s->channel[c].poll |= POLLOUT;
	return !room && lucid_rx_arm(&s->channel[c].back.rx);
}

/* The VMM looks at the interface and knows what it is like: longer frames may come from now on. */
static bool renew(struct device *d, const uint8_t *known)
{
	struct lucid_net_config config;
	struct net *n = d->backend;

	memcpy(&config, known, sizeof(config));
	n->mtu = config.mtu;
	return false;
}

static const struct device_ops net_ops = {
	.start = start,
	.serve = serve,
	.arm = arm,
	.renew = renew,
};

/* The wire on the descriptors, if they are as many as the offer says. */
static struct wire *wire(const struct mail_start *start, const char *name, const int *fd,
			 unsigned int fds)
{
	unsigned int queues = start->channels / 2;
	bool steer = start->features & LUCID_NET_F_RSS;

	if (start->variant == NET_STREAM && fds == 1 && queues == 1)
		return stream_wire(name, fd[0]);
	if (start->variant == NET_QUEUES && queues && fds == queues + (steer ? 2 : 0))
		return queues_wire(name, fd, queues, steer);
	log_error("%u descriptors for %u queues", fds, queues);
	return NULL;
}

int net_open(struct device *d, const struct mail_start *start, const int *fd, unsigned int fds)
{
	static char name[MAIL_NAME];
	static struct net net;
	struct net *n = &net;

	memcpy(name, start->name, sizeof(name));
	*n = (struct net){ .wire = wire(start, name, fd, fds) };
	if (!n->wire)
		return -1;
	d->ops = &net_ops;
	d->backend = n;
	for (unsigned int q = 0; q < n->wire->queues; q++)
		d->backend_fd[2 * q] = n->wire->fd[q];
	d->offer.features = start->features;
	renew(d, start->config);
	return 0;
}
